-- Pending entries of one consumer made claimable again in a while: their idle time becomes lease minus delay.
-- KEYS: 1 stream, 2 counters
-- ARGV: 1 group, 2 consumer, 3 idle ms, then the entries
-- Returns how many the consumer still owned: a late worker must not take back what another has.
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'hash'})
if bad then return bad end
local moved = 0
for i = 4, #ARGV do
  local found = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1)[1]
  if found and found[2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', ARGV[3], 'JUSTID')
    moved = moved + 1
  end
end
if moved > 0 then redis.pcall('HINCRBY', KEYS[2], 'entries:retried', moved) end
return moved
