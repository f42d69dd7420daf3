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
#include "index/storage/photos.h"

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
      rereader->step();
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
  has_news_ = true;
  if (whole_) return;
  const Snapshot snapshot(gallery_);
  const ForeignFaces foreign(snapshot);
  if (!foreign.are_any_shown() && !foreign.is_matching_held() && !foreign.is_grouping_held()) return;
  whole_ = ledger_.begin(Ledger::Kind::other);
  step();
}

/// Goes on. Tries again later where the gallery is damaged, because the writer mends it.
void Rereader::step() {
  try {
    go_on();
  } catch (...) {
    check_later();
    throw;
  }
}

/// Collects the photos again, once nothing else can be done: what is under way would be read twice.
void Rereader::take_up_news(const Snapshot& snapshot) {
  if (under_way_ > 0 || next_queue(snapshot) || !std::exchange(has_news_, false)) return;
  first_.clear();
  others_.clear();
  collect(snapshot);
}

void Rereader::collect(const Snapshot& snapshot) {
  const ForeignFaces foreign(snapshot);
  const std::set<ImageKey> measuring = images_that_measure(snapshot, space_);
  std::vector<std::pair<std::uint64_t, ImageKey>> others;
  Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0 || !foreign.is_foreign(image) || tried_.contains(key)) return true;
    if (measuring.contains(key))
      first_.push_back(key);
    else
      others.emplace_back(newest_of(snapshot, key), key);
    return true;
  });
  std::sort(others.rbegin(), others.rend());
  for (const auto& [time, key] : others) others_.push_back(key);
}

/// Has the next photos read, or does what follows when none is left.
void Rereader::go_on() {
  if (!whole_) return;
  generation_ = gallery_.generation();
  const Snapshot snapshot(gallery_);
  take_up_news(snapshot);
  for (auto* queue = next_queue(snapshot); queue && under_way_ < kUnderWay; queue = next_queue(snapshot))
    read_next(snapshot, *queue);
  if (under_way_ == 0) take_next_step(snapshot);
}

/// Returns the photos that come now; nullptr where they must wait for matching, or where none is left.
std::deque<ImageKey>* Rereader::next_queue(const Snapshot& snapshot) {
  if (!first_.empty()) return &first_;
  return others_.empty() || ForeignFaces(snapshot).is_matching_held() ? nullptr : &others_;
}

void Rereader::take_next_step(const Snapshot& snapshot) {
  const ForeignFaces foreign(snapshot);
  if (!foreign.is_matching_held() && !foreign.is_grouping_held() && !has_news_) return whole_.reset();
  if (has_news_ || is_to_wait(snapshot)) return check_later();
  if (foreign.is_matching_held())
    tell<FirstReadAgain>();
  else
    tell<AllReadAgain>();
}

/// Tells whether something that faces are measured by is still on its way, from elsewhere.
bool Rereader::is_to_wait(const Snapshot& snapshot) const {
  const ForeignFaces foreign(snapshot);
  const bool is_searching = gallery_.was_begun_anew() && (links_.is_scanning() || ledger_.photos() > 0);
  return (foreign.are_any_hidden() && is_searching) || foreign.are_any_references();
}

/// Posts a message, unless it is on its way: the writer may lose one to a fault, and lets go of its token then.
template <typename Message>
void Rereader::tell() {
  if (told_.expired()) {
    const Token token = ledger_.begin(Ledger::Kind::other, whole_);
    told_ = token;
    links_.to_writer(Message{token, generation_});
  }
  check_later();
}

void Rereader::read_next(const Snapshot& snapshot, std::deque<ImageKey>& queue) {
  const ImageKey image = queue.front();
  queue.pop_front();
  if (!ForeignFaces(snapshot).is_foreign(image)) return;  // read meanwhile: it was copied or changed
  const auto path = readable_file_of(snapshot, image, links_.is_there);
  if (!path) return;
  ++under_way_;
  tried_.insert(image);
  links_.to_read(*path, std::make_shared<Reading>(*this, ledger_.begin(Ledger::Kind::photo, whole_)));
}

void Rereader::check_later() {
  timer_->start(200ms, [this] { step(); });
}

}  // namespace facefs
