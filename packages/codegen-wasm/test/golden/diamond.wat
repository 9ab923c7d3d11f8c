locals 3 i32, 1 i64, 1 i32, 5 i64
local_get 0
i32_const 1
i32_store align=2 +24
local_get 0
i32_load align=2 +12
local_set 1
local_get 0
i32_atomic_load align=2 +192
local_get 1
i32_const 4
i32_lt_s
i32_or
i32_const 4194304
i64_load align=3 +0
i64_const 4294967297
i64_ne
i32_or
if
  local_get 0
  i32_const 4194304
  return_call 1
end
block
  local_get 1
  i32_const 2
  i32_sub
  local_set 1
  local_get 0
  i64_load align=0 +384
  local_set 4
  local_get 4
  i64_eqz
  local_tee 5
  if
    local_get 1
    i32_const 2
    i32_sub
    local_set 1
    local_get 0
    i64_load align=0 +392
    local_set 6
    local_get 0
    i64_load align=0 +400
    local_set 7
    local_get 6
    i64_const -8
    i64_add
    local_set 8
    local_get 8
    i32_wrap_i64
    i32_const 7
    i32_shr_u
    i32_const 2016
    i32_and
    local_get 0
    i32_add
    local_tee 2
    i64_load align=3 +2132744
    local_get 8
    i64_const -4089
    i64_and
    i64_eq
    if
      local_get 8
      i32_wrap_i64
      local_get 2
      i32_load align=2 +2132752
      i32_add
      local_set 3
      local_get 3
      local_get 7
      i64_store align=0 +0
    else
      local_get 0
      local_get 7
      i64_store align=0 +64
      local_get 0
      local_get 1
      i64_const 4112
      i32_const 736
      i32_const 25
      local_get 8
      call 6
      local_tee 2
      if
        local_get 2
        return
      end
      local_get 0
      i32_load align=2 +12
      local_set 1
    end
    local_get 7
    local_get 0
    i64_load align=0 +416
    local_set 10
    local_set 9
    br 1
  end
  local_get 1
  i32_const 2
  i32_sub
  local_set 1
  local_get 0
  i64_load align=0 +400
  local_set 6
  local_get 0
  local_get 6
  i64_const 1
  i64_add
  local_tee 7
  i64_store align=0 +400
  local_get 7
  local_get 0
  i64_load align=0 +416
  local_set 10
  local_set 9
  br 0
end
local_get 1
i32_const 2
i32_sub
local_set 1
local_get 0
local_get 1
i32_store align=2 +12
local_get 0
local_get 9
local_get 9
i64_mul
local_tee 8
i64_store align=0 +408
local_get 0
local_get 10
return_call 8
unreachable
end
