-- All that one article changes: acknowledgement, alerts, stories, counter.
-- KEYS: 1 articles, 2 alerts, 3 counters, then the stories, then alert:<id> of each alert
-- ARGV: 1 group, 2 entry, 3 counter, 4 field, 5 seconds to keep an alert, 6 seconds to keep a story, 7 number of stories,
--       then seen version and state of each story, then the event of each alert
-- Returns DONE, AGAIN (a story moved) or LOST (the entry is not pending); nothing is written unless DONE.
-- XACK is the first write: it is allowed on a full server, and so is all that follows it in the script.
local stories = tonumber(ARGV[7])
local kinds = {KEYS[1], 'stream', KEYS[2], 'stream', KEYS[3], 'hash'}
for i = 4, #KEYS do
  kinds[#kinds + 1] = KEYS[i]
  kinds[#kinds + 1] = i <= 3 + stories and 'hash' or 'string'
end
local bad = misfit(kinds)
if bad then return bad end
if not pending(KEYS[1], ARGV[1], ARGV[2]) then return 'LOST' end
for i = 1, stories do
  local version = redis.call('HGET', KEYS[3 + i], 'version') or '0'
  if version ~= ARGV[6 + 2 * i] then return 'AGAIN' end
end
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) ~= 1 then return 'LOST' end
for i = 4 + stories, #KEYS do
  local event = ARGV[7 + 2 * stories + i - 3 - stories]
  if redis.call('SET', KEYS[i], event, 'NX', 'EX', ARGV[5]) then
    redis.call('XADD', KEYS[2], '*', ARGV[4], event)
    redis.call('HINCRBY', KEYS[3], 'alerts:raised', 1)
  else
    redis.call('HINCRBY', KEYS[3], 'alerts:repeated', 1)
  end
end
for i = 1, stories do
  local version = whole(tonumber(ARGV[6 + 2 * i]) + 1)
  redis.call('HSET', KEYS[3 + i], 'version', version, 'state', ARGV[7 + 2 * i])
  redis.call('EXPIRE', KEYS[3 + i], ARGV[6])
end
redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
return 'DONE'
