// SPDX-License-Identifier: Apache-2.0
// Who is still at work on something: what `facefs wait` waits for, and what `pending` counts.
//
// A piece of work carries a token through every thread that handles it, and lets go of it when its effect can be seen.
// A photo counts as pending until it is in the gallery; what it may set going there (its faces change the scale, and so
// every match) is waited for all the same.
// Tokens are numbered as they are made, so "everything from before now" is "no token with a smaller number is held".
// Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

namespace facefs {

/// A piece of work under way. It ends when the last token of it is let go.
class Work {
 public:
  virtual ~Work() = default;
  /// The photo is in the gallery: it is not pending any more, though not everything that follows from it is done.
  virtual void photo_is_in() {}
};

/// Held while the work goes on; copies share it.
using Token = std::shared_ptr<Work>;

/// One token for several: it ends when all have ended.
Token joined(std::vector<Token> tokens);

class Ledger {
 public:
  enum class Kind : std::uint8_t { photo, other };

  /// `cause`: the work that this is a part of. It does not end before this has.
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
  std::multimap<std::uint64_t, std::function<void()>> waiting_;  // by the first number they need not wait for
};

}  // namespace facefs
