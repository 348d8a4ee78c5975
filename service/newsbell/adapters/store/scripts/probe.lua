-- A write that tells whether the server takes new data.
-- KEYS: 1 probe
-- ARGV: none
-- Returns 1.
local bad = misfit({KEYS[1], 'string'})
if bad then return bad end
redis.call('SET', KEYS[1], whole(now_ms()))
return 1
