// SPDX-License-Identifier: Apache-2.0
#include "daemon/rendering.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>

#include "daemon/photo_bytes.h"
#include "index/values/content_hash.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

/// Tells whether any process has the file open: the kernel gives no write lease then.
bool is_open(const fs::path& file) {
  const UniqueFd own(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  return own && ::fcntl(own.get(), F_SETLEASE, F_WRLCK) != 0 && errno == EAGAIN;
}

std::vector<Label> labels_of(const AnnotatedPhoto& photo) {
  std::vector<Label> labels;
  for (const NamedBox& named : photo.labels) labels.push_back({named.box, named.name});
  return labels;
}

}  // namespace

Rendering::Rendering(asio::io_context& loop, asio::thread_pool& aside, fs::path folder, std::uint64_t most_bytes,
                     double megapixels, const PhotoFolders& folders)
    : loop_(loop),
      aside_(aside),
      folder_(std::move(folder)),
      most_bytes_(most_bytes),
      megapixels_(megapixels),
      folders_(folders) {}

fs::path Rendering::file_of(const Picture& picture) const {
  return folder_ / hex_of(content_hash_of(picture.key + std::to_string(picture.bytes)).bytes);
}

std::shared_ptr<UniqueFd> Rendering::opened(const fs::path& file) {
  auto open = std::make_shared<UniqueFd>(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!*open) return nullptr;
  const timespec read_now[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}};  // `trim` begins with the longest unread
  ::futimens(open->get(), read_now);
  return open;
}

void Rendering::open(const Picture& picture, std::vector<std::string> paths, VisionPool* vision, Done done) {
  const fs::path file = file_of(picture);
  if (auto kept = opened(file)) return done(std::move(kept));
  {
    const std::lock_guard lock(mutex_);
    const auto [making, is_new] = making_.try_emplace(file, Making{generation_, {}});
    making->second.waiting.push_back(std::move(done));
    if (!is_new) return;
  }
  asio::post(aside_, [this, picture, paths = std::move(paths), vision] { read_photo(picture, paths, vision); });
}

void Rendering::read_photo(const Picture& picture, const std::vector<std::string>& paths, VisionPool* vision) {
  for (const std::string& path : paths) {
    PhotoBytesResult read = read_photo_bytes(folders_.open(path), stopping_);
    auto* bytes = std::get_if<PhotoBytes>(&read);
    if (bytes && bytes->content == picture.content)  // else it was overwritten: boxes and names are another photo's
      return asio::post(loop_, [this, picture, memory = bytes->memory, vision] { draw(picture, memory, vision); });
  }
  finish(file_of(picture), false);
}

void Rendering::draw(const Picture& picture, std::shared_ptr<const UniqueFd> photo, VisionPool* vision) {
  const fs::path file = file_of(picture);
  ::mkdir(folder_.c_str(), 0700);
  VisionJob job;
  job.request.megapixels = megapixels_;
  if (const auto* labelled = std::get_if<AnnotatedPhoto>(&picture.what))
    job.request.task = DrawLabels{ImageFormat::jpeg, labels_of(*labelled), picture.bytes};
  else
    job.request.task =
        CropFace{std::get<FaceCrop>(picture.what).box, std::get<FaceCrop>(picture.what).eyes, kCropSide, picture.bytes};
  job.photo = std::move(photo);
  job.output = std::make_shared<UniqueFd>(
      ::open((file.string() + ".new").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  job.is_urgent = true;
  job.done = [this, file](const VisionReply& reply) {
    finish(file, !std::holds_alternative<Unreadable>(reply.result));
  };
  if (!*job.output || !vision) return finish(file, false);
  vision->submit(std::move(job));
}

void Rendering::finish(const fs::path& file, bool made) {
  Making making;
  {
    const std::lock_guard lock(mutex_);
    auto node = making_.extract(file);
    if (node.empty()) return;
    making = std::move(node.mapped());
    made = made && making.generation == generation_;
  }
  std::error_code error;
  if (made)
    fs::rename(file.string() + ".new", file, error);
  else
    fs::remove(file.string() + ".new", error);
  const auto open = made ? opened(file) : nullptr;
  for (const Done& done : making.waiting) done(open ? OpenPicture(open) : OpenPicture(EIO));
  if (made) asio::post(aside_, [this] { trim(); });
}

void Rendering::stop() {
  stopping_ = true;
  while (true) {
    std::unique_lock lock(mutex_);
    if (making_.empty()) return;
    const fs::path file = making_.begin()->first;
    lock.unlock();
    finish(file, false);
  }
}

void Rendering::trim() {
  struct Kept {
    timespec read{};
    std::uint64_t bytes = 0;
    fs::path file;
  };
  std::vector<Kept> all;
  std::uint64_t sum = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder_, none)) {
    struct ::stat info {};
    if (::stat(entry.path().c_str(), &info) != 0 || entry.path().extension() == ".new") continue;
    all.push_back({info.st_atim, static_cast<std::uint64_t>(info.st_size), entry.path()});
    sum += all.back().bytes;
  }
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) {
    return a.read.tv_sec != b.read.tv_sec ? a.read.tv_sec < b.read.tv_sec : a.read.tv_nsec < b.read.tv_nsec;
  });
  for (const Kept& kept : all) {
    if (sum <= most_bytes_) return;
    if (is_open(kept.file))
      fs::remove(kept.file, none);  // a program that reads it would see zeros
    else
      erase_file(kept.file);
    sum -= kept.bytes;
  }
}

void Rendering::erase_all() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  if (fs::exists(folder_)) erase_folder(folder_);
}

}  // namespace facefs
