// SPDX-License-Identifier: Apache-2.0
#include "daemon/rereader.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "index/faces/scale.h"
#include "index/storage/decisions.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/images.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

/// Returns a file of the image that can be read; nothing where there is none just now.
std::optional<std::string> readable_file_of(const Snapshot& snapshot, const ImageKey& image,
                                            const std::function<bool(const std::string&)>& is_there) {
  for (const PhotoId photo : Images(snapshot).photos_of(image))
    for (const FilePlace& place : Photos(snapshot).first_places_of(photo))
      if (const std::string path = Paths(snapshot).path_of(place); is_there(path)) return path;
  return std::nullopt;
}

/// Returns the images of the sample's candidates, whoever has read them (index/faces/scale.h).
std::set<ImageKey> images_of_the_sample(const Snapshot& snapshot, const Space& space) {
  std::set<ImageKey> images;
  std::size_t faces = 0;
  Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : Images(snapshot).faces_of(key))
      if (face.record.box.side() >= space.side_certain) {
        images.insert(key);
        ++faces;
      }
    return faces < kSampleCandidates;
  });
  return images;
}

std::set<ImageKey> images_that_measure(const Snapshot& snapshot, const Space& space) {
  std::set<ImageKey> images = images_of_the_sample(snapshot, space);
  Decisions(snapshot).each([&](const ImageKey& key, std::uint64_t, const DecisionRecord& decision) {
    if (decision.verb == DecisionRecord::Verb::is) images.insert(key);
  });
  return images;
}

/// Returns when a photo of the image was last changed, in nanoseconds since 1970.
std::uint64_t newest_of(const Snapshot& snapshot, const ImageKey& image) {
  std::uint64_t newest = 0;
  for (const PhotoId photo : Images(snapshot).photos_of(image))
    newest = std::max(newest, static_cast<std::uint64_t>(Photos(snapshot).get(photo).stamp.mtime_ns));
  return newest;
}

}  // namespace

/// One photo under way. When its token is let go of, the next one may come.
class Rereader::Reading final : public Work {
 public:
  Reading(Rereader& rereader, Token token)
      : loop_(rereader.loop_), rereader_(rereader), alive_(rereader.alive_), token_(std::move(token)) {}
  ~Reading() override {
    loop_->post([rereader = &rereader_, alive = alive_] {
      if (alive.expired()) return;
      --rereader->under_way_;
      rereader->go_on();
    });
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  void photo_is_in() override { token_->photo_is_in(); }

 private:
  std::shared_ptr<EventLoop> loop_;
  Rereader& rereader_;
  std::weak_ptr<const bool> alive_;
  Token token_;
};

Rereader::Rereader(std::unique_ptr<EventLoop> loop, const Gallery& gallery, const Space& space, Ledger& ledger,
                   RereaderLinks links)
    : loop_(std::move(loop)),
      gallery_(gallery),
      space_(space),
      ledger_(ledger),
      links_(std::move(links)),
      timer_(loop_->make_timer()) {}

void Rereader::begin() {
  if (whole_ || !ForeignFaces(Snapshot(gallery_)).are_any()) return;
  whole_ = ledger_.begin(Ledger::Kind::other);
  collect();
  go_on();
}

void Rereader::collect() {
  const Snapshot snapshot(gallery_);
  const ForeignFaces foreign(snapshot);
  const std::set<ImageKey> measuring = images_that_measure(snapshot, space_);
  std::vector<std::pair<std::uint64_t, ImageKey>> others;
  first_.clear();
  Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0 || !foreign.is_foreign(image)) return true;
    if (measuring.contains(key))
      first_.push_back(key);
    else
      others.emplace_back(newest_of(snapshot, key), key);
    return true;
  });
  std::sort(others.rbegin(), others.rend());
  others_.clear();
  if (!foreign.is_matching_held()) std::swap(first_, others_);
  for (auto& [time, key] : others) others_.push_back(key);
}

/// Has the next photos read, and says what has come to its end.
void Rereader::go_on() {
  if (!whole_) return;
  const Snapshot snapshot(gallery_);
  const bool is_held = ForeignFaces(snapshot).is_matching_held();
  while (under_way_ < kUnderWay && !(is_held ? first_ : others_).empty()) read_next();
  if (under_way_ > 0) return;
  if (!is_held) return end();
  if (!is_first_told_ && are_references_read()) {
    is_first_told_ = true;
    links_.to_writer(FirstReadAgain{whole_});
  }
  check_later();
}

/// Ends. Grouping goes on if it was held, or if anything was read.
void Rereader::end() {
  Token whole = std::exchange(whole_, nullptr);
  if (begun_ > 0 || is_first_told_) links_.to_writer(AllReadAgain{std::move(whole)});
  begun_ = 0;
  is_first_told_ = false;
}

void Rereader::read_next() {
  const Snapshot snapshot(gallery_);
  std::deque<ImageKey>& from = ForeignFaces(snapshot).is_matching_held() ? first_ : others_;
  const ImageKey image = from.front();
  from.pop_front();
  if (!ForeignFaces(snapshot).is_foreign(image)) return;  // read meanwhile: it was copied or changed
  const auto path = readable_file_of(snapshot, image, links_.is_there);
  if (!path) return;
  ++under_way_;
  ++begun_;
  links_.to_read(*path, std::make_shared<Reading>(*this, ledger_.begin(Ledger::Kind::photo, whole_)));
}

void Rereader::check_later() {
  timer_->start(200ms, [this] { go_on(); });
}

bool Rereader::are_references_read() const {
  const Snapshot snapshot(gallery_);
  const ForeignFaces foreign(snapshot);
  for (const Person& person : People(snapshot).all())
    for (const Reference& reference : References(snapshot).of(person.id))
      if (const auto reading = References(snapshot).reading(reference.record.content);
          reading && foreign.is_foreign(*reading))
        return false;
  return true;
}

}  // namespace facefs
