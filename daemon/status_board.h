// SPDX-License-Identifier: Apache-2.0
// How facefsd is doing, for .status/status.json, `facefs status` and systemd. Holds what the event loop last said of
// itself, and asks gallery and ledger for the rest. Any thread.
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "daemon/ledger.h"
#include "daemon/reading_speed.h"
#include "daemon/watcher.h"
#include "index/storage/gallery.h"

namespace facefs {

class StatusBoard {
 public:
  StatusBoard(const Gallery& gallery, const Ledger& ledger) : gallery_(gallery), ledger_(ledger) {}

  void set_started() { started_ = true; }
  void set_roots(std::vector<RootState> roots);
  /// Sets how many files there are of each kind that is not read.
  void set_unread(std::map<std::string, std::size_t> counts);
  void set_away(std::set<std::string> folders);
  /// Tells whether a path is in or below a folder that is away.
  bool is_away(const std::string& path) const;
  /// Sets the sentences of one source: "watcher", "vision", "log", "writer", "mended" or "names". An empty list takes
  /// its earlier ones away.
  void set_problems(const std::string& source, std::vector<std::string> sentences);

  void add_computed(std::size_t faces) { computed_ += faces; }

  nlohmann::ordered_json status() const;

 private:
  const Gallery& gallery_;
  const Ledger& ledger_;
  std::atomic<bool> started_ = false;
  std::atomic<std::uint64_t> computed_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<RootState> roots_;
  std::set<std::string> away_;
  std::map<std::string, std::size_t> unread_;
  std::map<std::string, std::vector<std::string>> problems_;
  mutable ReadingSpeed speed_;  // gets a sample at each question
};

}  // namespace facefs
