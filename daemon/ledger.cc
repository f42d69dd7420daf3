// SPDX-License-Identifier: Apache-2.0
#include "daemon/ledger.h"

#include <atomic>
#include <utility>

namespace facefs {

class Ledger::Piece final : public Work {
 public:
  Piece(Ledger& ledger, std::uint64_t number, Kind kind, Token cause)
      : ledger_(ledger), number_(number), pending_(kind == Kind::photo), cause_(std::move(cause)) {}
  ~Piece() override {
    photo_is_in();
    ledger_.end(number_);
  }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;

  void photo_is_in() override {
    if (pending_.exchange(false)) ledger_.photo_is_in();
  }

 private:
  Ledger& ledger_;
  std::uint64_t number_;
  std::atomic<bool> pending_;
  Token cause_;
};

Token joined(std::vector<Token> tokens) {
  struct Several final : Work {
    std::vector<Token> tokens;
  };
  auto several = std::make_shared<Several>();
  several->tokens = std::move(tokens);
  return several;
}

Token Ledger::begin(Kind kind, Token cause) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = next_++;
  held_.insert(number);
  if (kind == Kind::photo) ++photos_;
  return std::make_shared<Piece>(*this, number, kind, std::move(cause));
}

void Ledger::end(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  held_.erase(number);
  const auto ready = take_ready();
  lock.unlock();
  for (const auto& done : ready) done();
}

void Ledger::photo_is_in() {
  const std::lock_guard lock(mutex_);
  --photos_;
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

bool Ledger::is_idle() const {
  const std::lock_guard lock(mutex_);
  return held_.empty();
}

}  // namespace facefs
