# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured: Florin and nginx, on loopback, on free ports."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

from .measure import children, resident_mebibytes
from .workshop import SCRATCH, Unfit, florin, litellm_proxy, output, tool

OPERATOR_KEY = "benchmark-operator-key"
WARM_SECONDS = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server process with an end."""

    def __init__(self, name):
        self.name = name
        self.port = free_port()
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def launch(self, command, env=None):
        SCRATCH.mkdir(parents=True, exist_ok=True)
        with open(SCRATCH / f"{self.name}.log", "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd=SCRATCH)

    def wait_until_ready(self, path, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if self.get(path) == 200:
                    return
            except OSError:
                pass
            time.sleep(0.002)
        raise Unfit(f"{self.name} did not start: see {SCRATCH / self.name}.log")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def pids(self):
        return [self.process.pid, *children(self.process.pid)]

    def resident(self):
        return resident_mebibytes(self.process.pid)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Florin(Process):
    """`florin serve` on a database file."""

    def __init__(self, database, upstream=None, name="florin"):
        super().__init__(name)
        self.database = database
        self.upstream = upstream

    def start(self):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("FLORIN_")}
        env = kept | {
            "FLORIN_PORT": str(self.port), "FLORIN_DATABASE_URL": f"sqlite:{self.database}",
            "FLORIN_OPERATOR_KEY": OPERATOR_KEY, "FLORIN_RATE_LIMIT": "off",
        }
        if self.upstream:
            env["FLORIN_UPSTREAM_URL"] = self.upstream + "/v1"
        self.launch([florin(), "serve"], env)
        self.wait_until_ready("/readyz")

    def post(self, path, body, key=OPERATOR_KEY):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:
            raise Unfit(f"POST {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    def customer(self, credits=1_000_000):
        """A new organization with credits; returns its key."""
        made = self.post("/api/v1/admin/organizations", {"name": "Benchmark", "scopes": ["meter"]})
        path = f"/api/v1/admin/organizations/{made['organization']['id']}/grants"
        self.post(path, {"amount": credits, "source": "purchase", "reason": "benchmark"})
        return made["apiKey"]

    def verify(self):
        """The books of a stopped server must hold after all that load."""
        output(florin(), "ledger", "verify", "--database-url", f"sqlite:{self.database}")


class LiteLLM(Process):
    """LiteLLM's proxy in front of the same upstream, a worker for each core, without its database:
    it knows one key and bills nobody."""

    key = "sk-benchmark"

    def __init__(self, upstream, model):
        super().__init__("litellm")
        self.upstream = upstream
        self.model = model

    def start(self):
        path = SCRATCH / "litellm.yaml"
        SCRATCH.mkdir(parents=True, exist_ok=True)
        # JSON is YAML.
        path.write_text(json.dumps({
            "model_list": [{"model_name": self.model, "litellm_params": {
                "model": f"openai/{self.model}", "api_base": self.upstream.url + "/v1",
                "api_key": "none"}}],
            "litellm_settings": {"telemetry": False, "drop_params": True},
            "general_settings": {"master_key": self.key}}))
        env = {**os.environ, "LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        self.launch([litellm_proxy(), "--config", str(path), "--host", "127.0.0.1",
                     "--port", str(self.port), "--num_workers", str(os.cpu_count())], env)
        # Its workers come up one after another, and the first calls of each load half of Python.
        self.wait_until_ready("/health/liveliness", seconds=120)
        time.sleep(WARM_SECONDS)


NGINX = """
daemon off;
pid {folder}/nginx-{name}.pid;
error_log {folder}/nginx-{name}.error.log;
worker_processes {workers};
events {{ worker_connections 1024; }}
http {{
    access_log off;
    default_type application/json;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    {body}
}}
"""


class Nginx(Process):
    """nginx with a configuration of our own; `{port}` in it is the port that it got."""

    def __init__(self, name, body, workers):
        super().__init__(f"nginx-{name}")
        self.body = body
        self.workers = workers

    def start(self):
        path = SCRATCH / f"{self.name}.conf"
        SCRATCH.mkdir(parents=True, exist_ok=True)
        path.write_text(NGINX.format(
            folder=SCRATCH, name=self.name, workers=self.workers,
            body=self.body.replace("{port}", str(self.port))))
        self.launch([tool("nginx"), "-p", str(SCRATCH), "-c", str(path)])
        self.wait_until_ready("/ready")
