// SPDX-License-Identifier: Apache-2.0
#include "daemon/gallery_check.h"

#include "index/storage/gallery_walk.h"
#include "index/storage/lmdb_walk.h"

namespace facefs {

using namespace std::chrono_literals;

GalleryCheck::GalleryCheck(const Gallery& gallery, std::filesystem::path folder, Done done) {
  thread_ = std::thread([this, &gallery, folder = std::move(folder), done = std::move(done)] {
    const std::uint64_t generation = gallery.generation();
    Expendable walk([&] { walk_gallery(folder); }, Expendable::Priority::lowest);
    while (!walk.ends_within(100ms))
      if (stopping_) return;
    const Outcome outcome = walk.wait();
    lmdb::forget_dead_readers(gallery.store()->environment());
    const auto damage = damage_told_by(outcome);
    if (damage || outcome.how == Outcome::How::done) done(damage, generation);
  });
}

GalleryCheck::~GalleryCheck() {
  stopping_ = true;
  thread_.join();
}

}  // namespace facefs
