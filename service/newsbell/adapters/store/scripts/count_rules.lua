-- What a worker counted of its rules, added to the totals.
-- KEYS: 1 number of the worker's last page, 2 articles seen, 3 index of the totals, then a hash for each rule
-- ARGV: 1 number of this page, 2 articles to add, 3 seconds to keep a total, 4 seconds to keep the number,
--       5 ms without a word after which a version was out of force,
--       then for each rule its name in the index, id, version, candidates, checks, matches and nanoseconds to add
-- Returns DONE, or KNOWN when the page was added before; nothing is written then.
-- A version counts the articles seen while it was in force: those between two words of it, unless they are far apart.
local kinds = {KEYS[1], 'string', KEYS[2], 'string', KEYS[3], 'zset'}
for i = 4, #KEYS do
  kinds[#kinds + 1] = KEYS[i]
  kinds[#kinds + 1] = 'hash'
end
local bad = misfit(kinds)
if bad then return bad end
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 'KNOWN' end
local now = now_ms()
local seen = tonumber(redis.call('GET', KEYS[2]) or '0')
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[4])
for i = 4, #KEYS do
  local at = 6 + 7 * (i - 4)
  local last = redis.call('HMGET', KEYS[i], 'told', 'until')
  if not last[1] then
    redis.call('HSET', KEYS[i], 'rule', ARGV[at + 1], 'version', ARGV[at + 2], 'since', whole(now), 'articles', '0')
  elseif now - tonumber(last[1]) <= tonumber(ARGV[5]) then
    redis.call('HINCRBY', KEYS[i], 'articles', whole(math.max(0, seen - tonumber(last[2]))))
  end
  redis.call('HSET', KEYS[i], 'told', whole(now), 'until', whole(seen))
  redis.call('HINCRBY', KEYS[i], 'candidates', ARGV[at + 3])
  redis.call('HINCRBY', KEYS[i], 'checks', ARGV[at + 4])
  redis.call('HINCRBY', KEYS[i], 'matches', ARGV[at + 5])
  redis.call('HINCRBY', KEYS[i], 'cost_ns', ARGV[at + 6])
  redis.call('EXPIRE', KEYS[i], ARGV[3])
  redis.call('ZADD', KEYS[3], whole(now), ARGV[at])
end
redis.call('INCRBY', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[3])
local expired = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', whole(now - tonumber(ARGV[3]) * 1000), 'LIMIT', 0, 100)
if #expired > 0 then redis.call('ZREM', KEYS[3], unpack(expired)) end
return 'DONE'
