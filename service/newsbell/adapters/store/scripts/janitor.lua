-- Consumers of a group that own nothing and have been idle for long, removed.
-- KEYS: 1 stream
-- ARGV: 1 group, 2 idle ms
-- Returns how many. One with entries pending is never removed: they would vanish with it.
local bad = misfit({KEYS[1], 'stream'})
if bad then return bad end
local removed = 0
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local consumer = named(flat)
  if consumer.pending == 0 and consumer.idle > tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    removed = removed + 1
  end
end
return removed
