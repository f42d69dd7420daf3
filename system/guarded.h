// SPDX-License-Identifier: Apache-2.0
// A value that can be reached only while its mutex is held.
//
// `lock()` waits for the mutex, and returns an access that holds it until it goes out of scope. Keep that to a few
// operations, and call nothing meanwhile that may lock again. Any thread.
#pragma once

#include <mutex>
#include <utility>

namespace facefs {

template <typename T>
class Guarded {
 public:
  template <typename Value>
  class Access {
   public:
    Access(std::mutex& mutex, Value& value) : lock_(mutex), value_(value) {}
    Value& operator*() const { return value_; }
    Value* operator->() const { return &value_; }

   private:
    std::unique_lock<std::mutex> lock_;
    Value& value_;
  };

  template <typename... Arguments>
  explicit Guarded(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}

  [[nodiscard]] Access<T> lock() { return {mutex_, value_}; }
  [[nodiscard]] Access<const T> lock() const { return {mutex_, value_}; }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace facefs
