// SPDX-License-Identifier: Apache-2.0
// When a reference photo is complete: its last writer has gone and it has been quiet for half a second, under a name
// that is no copier's temporary one. Then it is read. At start, files that came or went while facefs was not running.
//
// On the event loop's thread, but for `touched` and `gone`, which any thread may call.
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
  /// `models`: a reference whose faces were made by others is read again.
  EnrolmentWatcher(boost::asio::io_context& loop, const Gallery& gallery, EnrollFiles& files, Ledger& ledger,
                   std::string models, EnrolmentWatcherLinks links);

  void touched(PersonId person, const std::string& file);
  void gone(PersonId person, const std::string& file);

  /// Compares the files with the gallery. What comes of it is part of `cause`.
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
