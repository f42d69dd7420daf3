// SPDX-License-Identifier: Apache-2.0
#include "daemon/photo_reader.h"

#include <algorithm>

#include "daemon/forked_worker.h"
#include "daemon/photo_bytes.h"
#include "daemon/progress.h"
#include "daemon/watcher.h"
#include "models/weights.h"
#include "system/companion_program.h"

namespace facefs {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::vector<std::string> photos_below(const fs::path& folder, const fs::path& left_out) {
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && !left_out.empty() && fs::weakly_canonical(entry->path()) == left_out)
      entry.disable_recursion_pending();
    const std::string name = entry->path().filename().string();
    if (entry->symlink_status().type() == fs::file_type::regular && has_photo_extension(name) && !name.starts_with('.'))
      paths.push_back(entry->path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

PhotoReader::PhotoReader(const Networks& networks, const fs::path& models, unsigned workers, const fs::path& store)
    : pool_(forked_workers(loop_, {companion_program("facefs-vision"), models_folder(models), networks}), workers,
            60s) {
  if (!store.empty()) store_.emplace(store, models_id(networks));
}

void PhotoReader::read(const std::vector<PhotoToFind*>& photos) {
  Progress progress("finding faces");
  for (std::size_t i = 0; i < photos.size(); ++i) {
    start(*photos[i]);
    work_until(kInFlight);
    progress.show(i + 1, photos.size());
  }
  work_until(1);
}

void PhotoReader::save() const {
  if (store_) store_->save();
}

void PhotoReader::work_until(std::size_t most) {
  loop_.restart();
  while (in_flight_ >= most && in_flight_ > 0) {
    loop_.run_one();
    if (!pool_.problem().empty()) throw std::runtime_error(pool_.problem());
  }
}

void PhotoReader::submit(VisionJob job, std::function<void(VisionReply)> done) {
  job.done = [this, done = std::move(done)](const VisionReply& reply) {
    --in_flight_;
    done(reply);
  };
  ++in_flight_;
  pool_.submit(std::move(job));
}

void PhotoReader::start(PhotoToFind& photo) {
  PhotoBytesResult read = read_photo_bytes(open_photo(photo.path), never_);
  if (auto* why = std::get_if<Unreadable>(&read)) photo.found = *why;
  const auto* bytes = std::get_if<PhotoBytes>(&read);
  if (!bytes) return;
  photo.content = bytes->content;
  if (const auto* known = store_ ? store_->find(photo.content, photo.purpose) : nullptr) {
    ++known_;
    photo.found = *known;
    return;
  }
  VisionJob job;
  job.request.task = ReadFaces{photo.purpose};
  job.photo = bytes->memory;
  ++looked_at_;
  submit(std::move(job), [this, &photo](VisionReply reply) {
    bool is_lasting = true;
    if (auto* why = std::get_if<Unreadable>(&reply.result)) {
      is_lasting = !may_pass(why->reason);
      photo.found = std::move(*why);
    } else if (auto* reading = std::get_if<PhotoReading>(&reply.result)) {
      photo.found = std::move(*reading);
    }
    if (store_ && is_lasting) store_->put(photo.content, photo.purpose, photo.found);
  });
}

}  // namespace facefs
