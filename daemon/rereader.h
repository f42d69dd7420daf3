// SPDX-License-Identifier: Apache-2.0
// Has photos read again after a change of the networks (index/storage/foreign_faces.h).
//
// First come the photos that faces are measured by: with the references, which the enrolment watcher has read again,
// these are the photos with a face that the user named, and those of the sample. When all of them are in the gallery,
// FirstReadAgain is posted, and matching goes on. Then come all others, the newest first. AllReadAgain is posted after
// the last, and grouping goes on. Each is posted until the writer has done it. A gallery that was made anew waits for
// the photos that are found again. Photos on disks that are away are left, and come when `begin` is called again. A few
// photos are under way at a time, so that new ones come in between. On the event loop's thread alone; nothing is kept
// over a restart, because the gallery knows which faces are foreign and what is held.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <set>
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
  std::function<bool()> is_scanning;                      ///< photos may still be found
};

class Rereader {
 public:
  Rereader(std::unique_ptr<EventLoop> loop, const Gallery& gallery, const Space& space, Ledger& ledger,
           RereaderLinks links);

  /// Begins with everything that is foreign and there. Called whenever photos may have come. While it is at work, that
  /// is taken up after the rest.
  void begin();

  static constexpr std::size_t kUnderWay = 8;  ///< photos

 private:
  class Reading;

  void collect(const Snapshot& snapshot);
  void take_up_news(const Snapshot& snapshot);
  void go_on();
  void step();
  void take_next_step(const Snapshot& snapshot);
  bool is_to_wait(const Snapshot& snapshot) const;
  template <typename Message>
  void tell();
  std::deque<ImageKey>* next_queue(const Snapshot& snapshot);
  void read_next(const Snapshot& snapshot, std::deque<ImageKey>& queue);
  void check_later();

  std::shared_ptr<EventLoop> loop_;
  const Gallery& gallery_;
  const Space& space_;
  Ledger& ledger_;
  RereaderLinks links_;
  std::unique_ptr<Timer> timer_;
  std::deque<ImageKey> first_, others_;
  std::size_t under_way_ = 0;
  bool has_news_ = false;         ///< photos may have come since they were collected
  std::set<ImageKey> tried_;      ///< read once in this run of facefs: what could not be read is left to the next one
  std::uint64_t generation_ = 0;  ///< of the gallery that was looked at
  std::weak_ptr<Work> told_;      ///< the message that is on its way to the writer
  Token whole_;                   ///< of all of it; none while nothing is to be done
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace facefs
