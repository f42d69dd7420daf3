// SPDX-License-Identifier: Apache-2.0
// Makes the pictures of labeled/ and faces/ by a vision worker when one is read, and keeps them on disk up to a limit,
// the longest unread going first. File names are hashes: nothing of a name or a path is in them.
//
// `open` and `erase_all` on any thread; the rest happens on the event loop and on the thread for long work.
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

  /// `paths`: where the photo may be read; one that holds another content by now is passed over. `vision`: on the loop,
  /// nothing when facefs is ending.
  void open(const Picture& picture, std::vector<std::string> paths, VisionPool* vision, Done done);

  /// Somebody was forgotten, whose name may be in them: all of them, and what is being made as well.
  void erase_all();
  /// Whoever still waits is told that nothing comes.
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
