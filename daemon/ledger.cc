// SPDX-License-Identifier: Apache-2.0
#include "daemon/ledger.h"

#include <utility>

namespace facefs {

Token Ledger::begin(Work work, Token cause) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = next_++;
  held_.insert(number);
  if (work == Work::photo) ++photos_;
  return {static_cast<const void*>(this),
          [this, number, work, cause = std::move(cause)](const void*) { end(number, work); }};
}

void Ledger::end(std::uint64_t number, Work work) {
  std::unique_lock lock(mutex_);
  held_.erase(number);
  if (work == Work::photo) --photos_;
  const auto ready = take_ready();
  lock.unlock();
  for (const auto& done : ready) done();
}

std::vector<std::function<void()>> Ledger::take_ready() {
  const std::uint64_t oldest = held_.empty() ? next_ : *held_.begin();
  std::vector<std::function<void()>> ready;
  while (!waiting_.empty() && waiting_.begin()->first <= oldest) {
    ready.push_back(std::move(waiting_.begin()->second));
    waiting_.erase(waiting_.begin());
  }
  return ready;
}

void Ledger::when_past(std::function<void()> done) {
  std::unique_lock lock(mutex_);
  waiting_.emplace(next_, std::move(done));
  const auto ready = take_ready();
  lock.unlock();
  for (const auto& call : ready) call();
}

std::size_t Ledger::photos() const {
  const std::lock_guard lock(mutex_);
  return photos_;
}

}  // namespace facefs
