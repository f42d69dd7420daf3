// SPDX-License-Identifier: Apache-2.0
// Tells when a reference photo is complete, and has it read then. It is complete when its last writer has gone and it
// has been quiet for half a second. Files with a copier's temporary name are passed over. At start, finds files that
// came or went while facefs was not running.
//
// On the event loop's thread, except `touched` and `gone`, which any thread may call.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

#include "daemon/ledger.h"
#include "daemon/settle.h"
#include "fuse/enroll_files.h"
#include "index/storage/snapshot.h"

namespace facefs {

struct EnrolmentWatcherLinks {
  std::function<void(const ReferencePlace&, Token)> to_read;
  std::function<void(const ReferencePlace&, Token)> gone;
};

class EnrolmentWatcher {
 public:
  /// A reference is read again if its faces were made by other models than `models`.
  EnrolmentWatcher(boost::asio::io_context& loop, const Gallery& gallery, EnrollFiles& files, Ledger& ledger,
                   std::string models, EnrolmentWatcherLinks links);

  void touched(PersonId person, const std::string& file);
  void gone(PersonId person, const std::string& file);

  /// Compares the files with the gallery. The work that follows is part of `cause`.
  void reconcile(const Token& cause = nullptr);

 private:
  void settle(ReferencePlace place, std::chrono::milliseconds quiet, const Token& cause = nullptr);
  void arm();
  void look_at_quiet();
  void quiet(const ReferencePlace& place, Token token);
  void reconcile(const Snapshot& snapshot, PersonId person, const Token& cause);

  boost::asio::io_context& loop_;
  const Gallery& gallery_;
  EnrollFiles& files_;
  Ledger& ledger_;
  const std::string models_;
  EnrolmentWatcherLinks links_;
  boost::asio::steady_timer timer_;
  Settle<ReferencePlace> settling_;
};

}  // namespace facefs
