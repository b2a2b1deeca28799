-- SPDX-License-Identifier: Apache-2.0
-- Holds and captures: wrk -s pairs.lua URL -- CALLERS
-- CALLERS has a line for each organization: a key, and the organization's id when the key is the
-- operator's. Whenever a hold's answer has come, the next request captures it.

local callers = {}
local open = {}
local turn = 0

local function headers_of(line)
    local key, organization = line:match("^(%S+)%s*(%S*)$")
    local headers = {
        ["Content-Type"] = "application/json",
        ["Authorization"] = "Bearer " .. key,
    }
    if organization ~= "" then headers["X-Organization-Id"] = organization end
    return headers
end

function init(args)
    for line in io.lines(args[1]) do
        local headers = headers_of(line)
        -- Florin answers with the request's own id: that is how an answer finds its caller.
        headers["X-Request-Id"] = "hold-" .. #callers + 1
        callers[#callers + 1] = {
            headers = headers_of(line),
            hold = wrk.format("POST", "/api/v1/holds", headers, '{"amount":0.001}'),
        }
    end
end

function request()
    local waiting = table.remove(open)
    if waiting then
        return wrk.format(
            "POST", "/api/v1/holds/" .. waiting.hold .. "/capture", waiting.caller.headers,
            '{"amount":0.0007}')
    end
    turn = turn % #callers + 1
    return callers[turn].hold
end

function response(status, headers, body)
    local hold = body:match('^{"hold":{"id":"(hold_%w+)"')
    if not hold then return end
    local number = tonumber((headers["X-Request-Id"] or headers["x-request-id"]):match("%d+$"))
    open[#open + 1] = { hold = hold, caller = callers[number] }
end

function done(...)
    dofile(os.getenv("WRK_SCRIPTS") .. "/report.lua")
    done(...)
end
