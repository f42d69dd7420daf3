// SPDX-License-Identifier: Apache-2.0
#include "daemon/erasing.h"

#include <utility>

#include "index/decisions/acts.h"
#include "index/decisions/decision_state.h"
#include "index/storage/face_tables.h"
#include "index/storage/people_tables.h"
#include "system/durable_file.h"

namespace facefs {

Erasing::Erasing(Gallery& gallery, DecisionLog& log, LogFollower& follower, MatchSchedule& schedule,
                 Publisher& publisher, ErasingLinks links)
    : gallery_(gallery),
      log_(log),
      follower_(follower),
      schedule_(schedule),
      publisher_(publisher),
      links_(std::move(links)) {}

void Erasing::begin(const std::vector<PersonId>& people) {
  people_.insert(people_.end(), people.begin(), people.end());
  under_way_ = true;
  erase(people);
  schedule_.people_changed();
}

void Erasing::begin(const std::vector<FaceId>& faces, const std::string& program, const Token& token) {
  Update update(gallery_);
  apply(update, log_, {{program, 0}, EraseFaces{faces}});
  under_way_ = true;
  schedule_.photos_changed();
  schedule_.match_decided(update);
  follower_.note(update);
  publisher_.publish(update, {token});
  links_.erase_pictures();
}

void Erasing::take_up() {
  people_ = state_after(lines_that_count(log_)).forgotten;
  under_way_ = !people_.empty();
  if (under_way_) {
    erase(people_);
    schedule_.people_changed();
  }
  Update update(gallery_);
  if (FaceTables(update).erase_what_was_said() == 0) return;
  update.commit();
  under_way_ = true;
}

void Erasing::erase(const std::vector<PersonId>& people) {
  {
    Update update(gallery_);
    for (const PersonId person : people) PeopleTables(update).erase(person);
    schedule_.take_in_erased(update);
    follower_.note(update);
    publisher_.publish(update, waiting_);
  }
  for (const PersonId person : people) erase_folder(links_.references_of(person));
  links_.erase_pictures();
}

void Erasing::go_on() {
  if (!under_way_) return;
  if (!people_.empty()) erase(people_);
  if (schedule_.is_matching_due()) return;
  gallery_.rebuild();
  if (!people_.empty()) log_.rewrite_without(people_);
  people_.clear();
  waiting_.clear();
  under_way_ = false;
}

}  // namespace facefs
