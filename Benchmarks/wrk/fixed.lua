-- SPDX-License-Identifier: Apache-2.0
-- The same request again and again: wrk -s fixed.lua URL -- METHOD KEY [BODY] [ORGANIZATIONS]
-- BODY is a file. ORGANIZATIONS, too: a line each, they take turns; the key is the operator's then.

local requests = {}
local turn = 0

function init(args)
    local headers = { ["Content-Type"] = "application/json" }
    if args[2] ~= "" then headers["Authorization"] = "Bearer " .. args[2] end
    local body = nil
    if args[3] and args[3] ~= "" then body = assert(io.open(args[3])):read("*a") end
    if not args[4] then
        requests[1] = wrk.format(args[1], nil, headers, body)
        return
    end
    for organization in io.lines(args[4]) do
        headers["X-Organization-Id"] = organization
        requests[#requests + 1] = wrk.format(args[1], nil, headers, body)
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function done(...)
    dofile(os.getenv("WRK_SCRIPTS") .. "/report.lua")
    done(...)
end
