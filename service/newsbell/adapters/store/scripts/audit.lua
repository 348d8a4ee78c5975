-- All terms of the audit at one instant, none computed from another.
-- KEYS: 1 articles, 2 alerts, 3 counters, 4 channels, then due of each channel, then open of each channel
-- ARGV: 1 group of the articles, 2 group of the alerts, 3 number of channels
-- Returns {AGAIN} when another channel came up meanwhile, else {OK, counters, stream of articles, stream of alerts, due,
-- open}; a stream is {entries added, pending, last delivered id, last id}.
local channels = tonumber(ARGV[3])
local bad = misfit({KEYS[1], 'stream', KEYS[2], 'stream', KEYS[3], 'hash', KEYS[4], 'set'})
if bad then return bad end
if redis.call('SCARD', KEYS[4]) ~= channels then return {'AGAIN'} end

local function standing(stream, name)
  if redis.call('EXISTS', stream) == 0 then return {0, 0, '0-0', '0-0'} end
  local info = named(redis.call('XINFO', 'STREAM', stream))
  local waiting, delivered = 0, '0-0'
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = named(flat)
    if group.name == name then
      waiting = redis.call('XPENDING', stream, name)[1]
      delivered = group['last-delivered-id']
    end
  end
  return {info['entries-added'], waiting, delivered, info['last-generated-id']}
end

local due, open = 0, 0
for i = 5, 4 + channels do
  due = due + redis.call('ZCARD', KEYS[i])
  open = open + redis.call('LLEN', KEYS[i + channels])
end
return {'OK', redis.call('HGETALL', KEYS[3]), standing(KEYS[1], ARGV[1]), standing(KEYS[2], ARGV[2]), due, open}
