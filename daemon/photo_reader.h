// SPDX-License-Identifier: Apache-2.0
// Reads many photos with vision workers, for the commands that do a whole job once with no daemon.
//
// `read` returns when all are read. What an earlier run has found is taken from its store, if there is one. One thread.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/face_store.h"
#include "daemon/vision_pool.h"

namespace facefs {

struct PhotoToFind {
  std::string path;
  Purpose purpose = Purpose::photo;
  ContentHash content;
  FaceStore::Found found = Unreadable{};
};

/// Returns the photo files below a folder, in the order of their paths, except those below `left_out`.
std::vector<std::string> photos_below(const std::filesystem::path& folder, const std::filesystem::path& left_out = {});

class PhotoReader {
 public:
  /// `models` is the folder of the model files; empty: the usual one. `store` is the file that keeps what is found for
  /// the next run; empty: none.
  PhotoReader(const Networks& networks, const std::filesystem::path& models, unsigned workers,
              const std::filesystem::path& store);

  /// Throws std::runtime_error with a sentence when the workers cannot work.
  void read(const std::vector<PhotoToFind*>& photos);
  void save() const;

  /// Gives the workers another job. Its `done` is called by `work_until`.
  void submit(VisionJob job, std::function<void(VisionReply)> done);
  /// Lets the workers go on until fewer than `most` photos are with them. Throws std::runtime_error with a sentence
  /// when they cannot work.
  void work_until(std::size_t most);
  static constexpr std::size_t kInFlight = 8;

  std::size_t looked_at() const { return looked_at_; }  ///< by the networks
  std::size_t known() const { return known_; }          ///< from the store

 private:
  void start(PhotoToFind& photo);

  std::atomic<bool> never_ = false;
  boost::asio::io_context loop_;
  std::optional<FaceStore> store_;
  VisionPool pool_;
  std::size_t in_flight_ = 0;
  std::size_t looked_at_ = 0;
  std::size_t known_ = 0;
};

}  // namespace facefs
