-- Names of rows that have expired, removed from the list of rows.
-- KEYS: 1 rows
-- ARGV: 1 age ms
-- Returns how many.
local bad = misfit({KEYS[1], 'zset'})
if bad then return bad end
return redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now_ms() - tonumber(ARGV[1])))
