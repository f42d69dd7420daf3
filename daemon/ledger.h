// SPDX-License-Identifier: Apache-2.0
// The work that is still under way: what `facefs wait` waits for, and what `pending` counts.
//
// A piece of work carries a token through every thread that handles it, and lets go of it when its effect can be seen.
// A photo counts as pending until it is in the gallery. `facefs wait` also waits for what the photo sets going there:
// its faces may change the scale, and so every match. Tokens are numbered as they are made. So "everything from before
// now" is "no token with a smaller number is held". Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace facefs {

/// A piece of work under way. It ends when its last token is let go.
class Work {
 public:
  virtual ~Work() = default;
  /// Notes that the photo is in the gallery. It is no longer pending, though not everything that follows from it is
  /// done.
  virtual void photo_is_in() {}
};

/// Held while the work goes on; copies share it.
using Token = std::shared_ptr<Work>;

/// Returns one token for several. It ends when all of them have ended.
Token joined(std::vector<Token> tokens);

class Ledger {
 public:
  enum class Kind : std::uint8_t { photo, other };

  /// Begins a piece of work, and returns its token. `cause` is the work that this is a part of; it does not end before
  /// this has.
  Token begin(Kind kind, Token cause = nullptr);

  /// Calls `done` once everything that had begun before this call has ended: on the thread that ends the last of it, or
  /// on this one.
  void when_past(std::function<void()> done);

  std::size_t photos() const;  ///< pending
  bool is_idle() const;

 private:
  class Piece;
  void end(std::uint64_t number);
  void photo_is_in();
  std::vector<std::function<void()>> take_ready();

  mutable std::mutex mutex_;
  std::uint64_t next_ = 1;
  std::set<std::uint64_t> held_;
  std::size_t photos_ = 0;
  std::multimap<std::uint64_t, std::function<void()>> waiting_;  // by the first number that need not have ended
};

}  // namespace facefs
