// SPDX-License-Identifier: Apache-2.0
// Reads each file once, on threads of its own: hashes the content, and puts the bytes into sealed memory for a vision
// worker.
//
// A content that the gallery knows goes straight to the writer. One that is being looked at already waits for the
// result; any other goes to a worker. A file that changes while it is read is looked at again, and fails when it has
// changed five times. Only a few photos' bytes are held at a time: the threads wait for the vision workers. References
// come first, because somebody is waiting for them.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "daemon/content_claims.h"
#include "daemon/messages.h"
#include "daemon/vision_job.h"
#include "index/storage/gallery.h"
#include "index/storage/photo_tables.h"
#include "system/guarded.h"
#include "system/inbox.h"
#include "system/photo_folders.h"

namespace facefs {

/// A watched file that may have a new content.
struct PhotoToRead {
  std::string path;
  Token token;
};

/// A reference photo that has been quiet.
struct ReferenceToRead {
  PersonId person = kNobody;
  std::string file;
  std::string path;
  Token token;
};

struct IntakeLinks {
  std::function<void(WriterMessage)> to_writer;
  std::function<void(VisionJob)> to_vision;                   ///< any thread
  std::function<void(const std::string&, Token)> look_again;  ///< a file that changed while it was read
  std::function<void(std::size_t faces)> computed;            ///< embeddings that a worker made for a photo
  std::function<void(const std::string& sentence)> fault;
  std::function<bool()> is_held_up = [] { return false; };  ///< while true, nothing is read: it could not be stored
};

struct IntakeSettings {
  std::string models;            ///< stored with a photo's faces
  std::string reference_models;  ///< stored with a reference's faces; tells the purpose, too
  Purpose reference_purpose = Purpose::reference;
  double megapixels = 200;
};

class Intake {
 public:
  Intake(const Gallery& gallery, const PhotoFolders& folders, IntakeSettings settings, IntakeLinks links);
  ~Intake();
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  void put(PhotoToRead photo);
  void put(ReferenceToRead reference);
  void stop();

 private:
  static constexpr std::ptrdiff_t kPhotosHeld = 8;
  using Job = std::variant<PhotoToRead, ReferenceToRead>;
  void run();
  void wait_while_held_up() const;
  void read(PhotoToRead& photo);
  void read(ReferenceToRead& reference);
  void submit(VisionJob job, std::function<void(VisionReply)> done);
  void look(PhotoRead read, std::shared_ptr<const UniqueFd> bytes);
  void tell_found(PhotoRead first);
  VisionJob job_for(Purpose purpose, std::shared_ptr<const UniqueFd> bytes) const;
  int count_change(const std::string& path);
  void try_again(PhotoToRead& photo, const FileStamp& stamp);

  const Gallery& gallery_;
  const PhotoFolders& folders_;
  const IntakeSettings settings_;
  IntakeLinks links_;
  Inbox<Job> inbox_;
  std::counting_semaphore<> places_{kPhotosHeld};  ///< for photos on their way through the workers
  std::atomic<bool> stopping_ = false;
  std::shared_ptr<ContentClaims> claims_;
  Guarded<std::map<std::string, int>> changed_;  ///< path -> how often it changed while it was read
  std::vector<std::thread> threads_;
};

}  // namespace facefs
