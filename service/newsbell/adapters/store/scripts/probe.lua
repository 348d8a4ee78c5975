-- A write that tells whether the server takes new data.
-- KEYS: 1 counters
-- ARGV: none
-- Returns 1.
local bad = misfit({KEYS[1], 'hash'})
if bad then return bad end
redis.call('HSET', KEYS[1], 'probe:last_ms', whole(now_ms()))
return 1
