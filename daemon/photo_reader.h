// SPDX-License-Identifier: Apache-2.0
// Reads many photos with vision workers, for the commands that do a whole job once with no daemon.
//
// `read` returns when all are read; what an earlier run has found is taken from its store, where one is given. One
// thread.
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

/// All below a folder, in the order of their paths, but for those in `left_out`.
std::vector<std::string> photos_below(const std::filesystem::path& folder, const std::filesystem::path& left_out = {});

struct Networks {
  std::filesystem::path models;  ///< empty: where they usually are
  DetectorKind detector = DetectorKind::yunet;
  std::optional<EmbedderEngine> engine{};  ///< nothing: the usual one
};

class PhotoReader {
 public:
  /// `store`: where what is found is kept for the next run; empty: nowhere.
  PhotoReader(const Networks& networks, unsigned workers, const std::filesystem::path& store);

  /// Throws std::runtime_error with a sentence when the workers cannot work.
  void read(const std::vector<PhotoToFind*>& photos);
  void save() const;

  /// For other work of the same workers: `done` is called by `work_until`.
  void submit(VisionJob job, std::function<void(VisionReply)> done);
  /// Lets the workers go on until fewer than that many photos are with them.
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
