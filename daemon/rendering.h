// SPDX-License-Identifier: Apache-2.0
// Makes the pictures of labeled/ and faces/ with a vision worker when one is opened, and keeps them on disk up to a
// limit. The picture that was unread for the longest time goes first. File names are hashes: they hold nothing of a
// name or a path.
//
// `open` and `erase_all` on any thread; the rest happens on the event loop and on the threads of `aside`.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "daemon/vision_pool.h"
#include "index/answers/picture.h"
#include "system/photo_folders.h"
#include "system/unique_fd.h"

namespace facefs {

/// The picture, open for reading, or the errno.
using OpenPicture = std::variant<std::shared_ptr<UniqueFd>, int>;

class Rendering {
 public:
  using Done = std::function<void(OpenPicture)>;

  Rendering(boost::asio::io_context& loop, boost::asio::thread_pool& aside, std::filesystem::path folder,
            std::uint64_t most_bytes, double megapixels, const PhotoFolders& folders);

  /// Opens a picture, and makes it first if it is not kept. The photo is read at one of `paths`; a file that holds
  /// another content by now is passed over. `vision` is used on the loop; null when facefs is ending.
  void open(const Picture& picture, std::vector<std::string> paths, VisionPool* vision, Done done);

  /// Erases all pictures, also those that are being made: the name of somebody who was forgotten may be in them.
  void erase_all();
  /// Answers every request that still waits with EIO.
  void stop();

 private:
  struct Making {
    std::uint64_t generation = 0;
    std::vector<Done> waiting;
  };
  std::filesystem::path file_of(const Picture& picture) const;
  static std::shared_ptr<UniqueFd> opened(const std::filesystem::path& file);
  void read_photo(const Picture& picture, const std::vector<std::string>& paths, VisionPool* vision);
  void draw(const Picture& picture, std::shared_ptr<const UniqueFd> photo, VisionPool* vision);
  void finish(const std::filesystem::path& file, bool made);
  void trim();

  boost::asio::io_context& loop_;
  boost::asio::thread_pool& aside_;
  const std::filesystem::path folder_;
  const std::uint64_t most_bytes_;
  const double megapixels_;
  const PhotoFolders& folders_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;  // guards what follows
  std::uint64_t generation_ = 0;
  std::map<std::filesystem::path, Making> making_;
};

}  // namespace facefs
