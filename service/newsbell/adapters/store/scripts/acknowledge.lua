-- Articles that change nothing but one counter, acknowledged together.
-- KEYS: 1 articles, 2 counters
-- ARGV: 1 group, 2 counter, then the entries
-- Returns for each entry 1 when it was acknowledged and counted, 0 when it was not pending: somebody else finished it.
-- XACK is the first write: it is allowed on a full server, and so is all that follows it in the script.
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'hash'})
if bad then return bad end
redis.call('XPENDING', KEYS[1], ARGV[1]) -- an error without the group, for which XACK answers 0
local acknowledged, count = {}, 0
for i = 3, #ARGV do
  local ours = redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  acknowledged[i - 2] = ours
  count = count + ours
end
if count > 0 then redis.call('HINCRBY', KEYS[2], ARGV[2], count) end
return acknowledged
