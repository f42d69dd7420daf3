// SPDX-License-Identifier: Apache-2.0
#include "daemon/match_schedule.h"

#include <algorithm>

#include "index/storage/foreign_faces.h"

namespace facefs {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPortion = 256;  // images matched in one transaction
constexpr std::chrono::seconds kNewsEvery = 2s;
constexpr int kNewsShare = 20;  // taking in news may use a twentieth of the time

}  // namespace

bool MatchSchedule::is_settled() const {
  return !matching_.is_due() && !people_changed_ && !photos_changed_ && grouping_.is_settled();
}

std::chrono::milliseconds MatchSchedule::patience(Clock::time_point now) const {
  if (matching_.is_due() || people_changed_ || grouping_.has_places()) return 0ms;
  if (photos_changed_) return 100ms;
  if (is_settled() && !waiting_.empty()) return 0ms;
  return grouping_.is_due(now) ? 0ms : 10'000ms;
}

bool MatchSchedule::may_go_on(Clock::time_point now, bool is_idle) const {
  return !is_paused(now) && (is_idle || people_changed_ || matching_.is_due() || now >= next_news_);
}

void MatchSchedule::take_up(const Snapshot& snapshot) {
  grouping_.take_up(snapshot);
  grouping_.hold(ForeignFaces(snapshot).is_grouping_held());
}

void MatchSchedule::match_all_anew(Update& update) {
  matching_.begin_again();
  matching_.make_all_due(update);
  people_changed_ = photos_changed_ = true;
}

void MatchSchedule::take_in_news(Update& update) {
  people_changed_ = false;
  matching_.follow(update, !std::exchange(photos_changed_, false));
}

void MatchSchedule::note_news_taken(Clock::time_point start, Clock::time_point end) {
  next_news_ = end + std::max<Clock::duration>(kNewsEvery, kNewsShare * (end - start));
}

void MatchSchedule::take_in_erased(Update& update) {
  matching_.follow(update);  // first, or these faces would be matched with the erased person once more
  match_decided(update);
  people_changed_ = false;
}

void MatchSchedule::take_in_all(Update& update) {
  matching_.follow(update);
  match_decided(update);
  matching_.make_all_due(update);
}

void MatchSchedule::match_decided(Update& update) {
  for (const ImageKey& image : update.outdated().images) matching_.match_image(update, image);
  people_changed_ = people_changed_ || update.outdated().people;
}

void MatchSchedule::match_portion(Update& update) {
  matching_.match_next(update, kPortion);
}

void MatchSchedule::place_portion(Update& update) {
  grouping_.place_next(update, matching_, kPortion);
}

}  // namespace facefs
