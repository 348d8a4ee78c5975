-- The end of each script: the calls of a page, one after the other, each with its own keys and arguments.
-- ARGV: 1 number of calls, then the number of keys and of arguments of each call, then the arguments
-- Returns the answer to each call. One that fails gives an error there, and the others run all the same.
local answers = {}
local key, argument = 0, 1 + 2 * ARGV[1]
for call = 1, tonumber(ARGV[1]) do
  local keys, arguments = {}, {}
  for i = 1, tonumber(ARGV[2 * call]) do keys[i] = KEYS[key + i] end
  for i = 1, tonumber(ARGV[2 * call + 1]) do arguments[i] = ARGV[argument + i] end
  key, argument = key + #keys, argument + #arguments
  local fine, answer = pcall(step, keys, arguments)
  if not fine then answer = redis.error_reply(type(answer) == 'table' and answer.err or tostring(answer)) end
  if answer == nil then answer = false end -- nil would end the list
  answers[call] = answer
end
return answers
