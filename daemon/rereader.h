// SPDX-License-Identifier: Apache-2.0
// Has photos read again after a change of the networks (index/storage/foreign_faces.h).
//
// First come the photos that faces are measured by: with the references, which the enrolment watcher has read again,
// these are the photos with a face that the user named, and those of the sample. When all of them are in the gallery,
// FirstReadAgain is posted, and matching goes on. Then come all others, the newest first; AllReadAgain is posted after
// the last. Photos on disks that are away are left, and come when `begin` is called again. A few photos are under way
// at a time, so that new ones come in between. On the event loop's thread alone; nothing is kept over a restart,
// because the gallery knows which faces are foreign.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "daemon/event_loop.h"
#include "daemon/ledger.h"
#include "daemon/messages.h"
#include "index/faces/space.h"
#include "index/storage/gallery.h"

namespace facefs {

struct RereaderLinks {
  std::function<void(const std::string& path, const Token&)> to_read;
  std::function<void(WriterMessage)> to_writer;
  std::function<bool(const std::string& path)> is_there;  ///< can be read just now
};

class Rereader {
 public:
  Rereader(std::unique_ptr<EventLoop> loop, const Gallery& gallery, const Space& space, Ledger& ledger,
           RereaderLinks links);

  /// Begins with everything that is foreign and there. Does nothing while it is at work, or where nothing is foreign.
  void begin();

  static constexpr std::size_t kUnderWay = 8;  ///< photos

 private:
  class Reading;

  void collect();
  void go_on();
  void end();
  void read_next();
  void check_later();
  bool are_references_read() const;

  std::shared_ptr<EventLoop> loop_;
  const Gallery& gallery_;
  const Space& space_;
  Ledger& ledger_;
  RereaderLinks links_;
  std::unique_ptr<Timer> timer_;
  std::deque<ImageKey> first_, others_;
  std::size_t under_way_ = 0;
  std::size_t begun_ = 0;       ///< photos since `begin`
  bool is_first_told_ = false;  ///< FirstReadAgain is on its way
  Token whole_;                 ///< of all of it; none while nothing is to be done
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace facefs
