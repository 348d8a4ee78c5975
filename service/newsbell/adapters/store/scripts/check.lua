-- Whether an attempt is the row's last, still sending, with some of its lease left.
-- KEYS: 1 row
-- ARGV: 1 attempt, 2 margin ms
-- Returns 1 or 0.
local bad = misfit({KEYS[1], 'hash'})
if bad then return bad end
local state, attempt, lease = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt', 'lease_until'))
if state == 'sending' and attempt == ARGV[1] and tonumber(lease) - now_ms() >= tonumber(ARGV[2]) then return 1 end
return 0
