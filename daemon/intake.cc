// SPDX-License-Identifier: Apache-2.0
#include "daemon/intake.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/photo_at_worker.h"
#include "daemon/photo_bytes.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "index/storage/snapshot.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr int kThreads = 2;  // one waits for the disk while the other hashes
constexpr int kMostChanges = 5;

// The kernel's own numbers (man 2 ioprio_set). Some versions of the header that names them are not valid C++.
constexpr int kOfThread = 1;
constexpr int kIdleClass = 3 << 13;

/// Sets this thread's priority on the disk, if its scheduler knows of priorities. Photos are read while no other
/// program wants the disk. A reference, which somebody has just copied in, is read at facefsd's own priority.
void give_way(bool to_everybody) {
  static const int kOwn = static_cast<int>(::syscall(SYS_ioprio_get, kOfThread, ::getpid()));
  const int priority = to_everybody ? kIdleClass : kOwn;
  ::syscall(SYS_ioprio_set, kOfThread, 0, priority);
}

/// Tells whether there is a photo of that content, and no other networks than today's have read it.
bool is_read(const Snapshot& snapshot, const ContentHash& content) {
  if (!Photos(snapshot).holds(content)) return false;
  if (!ForeignFaces(snapshot).are_any()) return true;
  const auto photo = Photos(snapshot).with(content);
  const auto record = photo ? Photos(snapshot).find(*photo) : std::nullopt;
  return !record || !record->image || !ForeignFaces(snapshot).is_foreign(*record->image);
}

}  // namespace

Intake::Intake(const Gallery& gallery, const PhotoFolders& folders, IntakeSettings settings, IntakeLinks links)
    : gallery_(gallery),
      folders_(folders),
      settings_(std::move(settings)),
      links_(std::move(links)),
      claims_(std::make_shared<ContentClaims>()) {
  for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { run(); });
}

Intake::~Intake() {
  stop();
}

void Intake::stop() {
  stopping_ = true;
  inbox_.close();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Intake::put(PhotoToRead photo) {
  inbox_.put(std::move(photo));
}
void Intake::put(ReferenceToRead reference) {
  inbox_.put_first(std::move(reference));
}

void Intake::wait_while_held_up() const {
  while (!stopping_ && links_.is_held_up()) std::this_thread::sleep_for(100ms);
}

void Intake::run() {
  while (!stopping_ && !inbox_.is_done())
    for (Job& job : inbox_.take(1, 1h)) {
      wait_while_held_up();
      if (stopping_) return;
      give_way(std::holds_alternative<PhotoToRead>(job));
      try {
        std::visit([this](auto& what) { read(what); }, job);
      } catch (const std::exception& fault) {  // the photo is found again by the next scan
        links_.fault(fault.what());
      }
    }
}

void Intake::read(PhotoToRead& photo) {
  const PhotoBytesResult result = read_photo_bytes(folders_.open(photo.path), stopping_);
  if (const auto* why = std::get_if<Unreadable>(&result)) {
    const auto stamp = folders_.stamp(photo.path);
    const auto* known = std::get_if<FileStamp>(&stamp);
    links_.to_writer(PhotoFailed{photo.path, known ? *known : FileStamp{}, *why, std::move(photo.token)});
  } else if (const auto* file = std::get_if<PhotoBytes>(&result)) {
    if (file->changed) return try_again(photo, file->stamp);
    look({photo.path, file->stamp, file->content, {}, std::move(photo.token), {}}, file->memory);
  } else if (!stopping_) {
    links_.to_writer(PathGone{photo.path, std::move(photo.token)});
  }
}

/// Returns how often the file has changed while it was read, this time included. Counts from the beginning again after
/// `kMostChanges`.
int Intake::count_change(const std::string& path) {
  const auto changed = changed_.lock();
  const int times = ++(*changed)[path];
  if (times >= kMostChanges) changed->erase(path);
  return times;
}

void Intake::try_again(PhotoToRead& photo, const FileStamp& stamp) {
  const int times = count_change(photo.path);
  if (times < kMostChanges) return links_.look_again(photo.path, std::move(photo.token));
  links_.to_writer(
      PhotoFailed{photo.path,
                  stamp,
                  {Reason::changing, "it changed each time it was read; it is looked at again when it is closed"},
                  std::move(photo.token)});
}

void Intake::look(PhotoRead read, std::shared_ptr<const UniqueFd> bytes) {
  changed_.lock()->erase(read.path);
  const auto is_known = [&] { return is_read(Snapshot(gallery_), read.content); };
  switch (claims_->claim(read, is_known)) {
    case ContentClaims::Answer::waiting:
      return;
    case ContentClaims::Answer::ready:
      return links_.to_writer(std::move(read));
    case ContentClaims::Answer::look:
      break;
  }
  const auto photo = std::make_shared<PhotoAtWorker>(std::move(read), gallery_, settings_.models);
  VisionJob job = job_for(Purpose::photo, std::move(bytes));
  job.identify = [photo](const PhotoReading& reading) { return photo->identify(reading); };
  submit(std::move(job), [this, photo](VisionReply reply) { tell_found(photo->found(std::move(reply))); });
}

/// Tells the writer what was found, for every file of that content.
void Intake::tell_found(PhotoRead first) {
  if (const auto* faces = std::get_if<NewFaces>(&first.found)) links_.computed(faces->faces.size());
  std::vector<PhotoRead> others = claims_->found(first.content, first.found);
  links_.to_writer(std::move(first));
  for (PhotoRead& other : others) links_.to_writer(std::move(other));
}

VisionJob Intake::job_for(Purpose purpose, std::shared_ptr<const UniqueFd> bytes) const {
  VisionJob job;
  job.request.megapixels = settings_.megapixels;
  job.request.task = ReadFaces{purpose};
  job.photo = std::move(bytes);
  return job;
}

/// Submits a job once one of the few places is free, so that not every photo of a library is held in memory at once.
void Intake::submit(VisionJob job, std::function<void(VisionReply)> done) {
  while (!places_.try_acquire_for(50ms))
    if (stopping_) return;
  job.done = [this, done = std::move(done)](VisionReply reply) {
    places_.release();
    done(std::move(reply));
  };
  links_.to_vision(std::move(job));
}

void Intake::read(ReferenceToRead& reference) {
  const PhotoBytesResult result = read_photo_bytes(open_photo(reference.path), stopping_);
  if (std::holds_alternative<std::monostate>(result)) {
    if (!stopping_) links_.to_writer(ReferenceGone{reference.person, reference.file, std::move(reference.token)});
    return;
  }
  ReferenceRead read{reference.person, reference.file, {}, {}, {}, std::move(reference.token), reference.path};
  if (const auto* why = std::get_if<Unreadable>(&result)) {
    const auto stamp = stamp_at(reference.path);
    if (const auto* known = std::get_if<FileStamp>(&stamp)) read.stamp = *known;
    read.reading = ReferenceReading{settings_.reference_models, *why, {}};
    return links_.to_writer(std::move(read));
  }
  const PhotoBytes& file = std::get<PhotoBytes>(result);
  read.stamp = file.stamp;
  read.content = file.content;
  const auto known = References(Snapshot(gallery_)).reading(file.content);
  const bool failed = known && known->failure && may_pass(known->failure->reason);
  if (known && !failed && known->models == settings_.reference_models) return links_.to_writer(std::move(read));
  VisionJob job = job_for(settings_.reference_purpose, file.memory);
  job.is_urgent = true;
  submit(std::move(job), [this, read = std::make_shared<ReferenceRead>(std::move(read))](VisionReply reply) {
    read->reading = reference_reading(std::move(reply), settings_.reference_models);
    links_.to_writer(std::move(*read));
  });
}

}  // namespace facefs
