// SPDX-License-Identifier: Apache-2.0
#include "daemon/enrolment_watcher.h"

#include <boost/asio/post.hpp>
#include <set>

#include "daemon/always.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/storage/snapshot.h"
#include "system/photo_file.h"

namespace facefs {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kQuiet = 500ms;
constexpr auto kGone =
    1000ms;  // later than the new name of a renamed reference, so that the person never loses it between

}  // namespace

EnrolmentWatcher::EnrolmentWatcher(asio::io_context& loop, const Gallery& gallery, EnrollFiles& files, Ledger& ledger,
                                   std::string models, EnrolmentWatcherLinks links)
    : loop_(loop),
      gallery_(gallery),
      files_(files),
      ledger_(ledger),
      models_(std::move(models)),
      links_(std::move(links)),
      timer_(loop) {}

void EnrolmentWatcher::touched(PersonId person, const std::string& file) {
  settle({person, file}, kQuiet);
}

void EnrolmentWatcher::gone(PersonId person, const std::string& file) {
  settle({person, file}, kGone);
}

void EnrolmentWatcher::settle(ReferencePlace place, std::chrono::milliseconds quiet, const Token& cause) {
  if (is_temporary_name(place.file)) return;
  asio::post(loop_, [this, place = std::move(place), quiet, token = ledger_.begin(Ledger::Kind::other, cause)] {
    settling_.touch(place, Clock::now() + quiet, token);
    arm();
  });
}

void EnrolmentWatcher::arm() {
  const auto next = settling_.next();
  if (!next) return;
  timer_.expires_at(*next);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) always_then([this] { look_at_quiet(); }, [this] { arm(); });
  });
}

void EnrolmentWatcher::look_at_quiet() {
  for (auto& settled : settling_.take(Clock::now())) quiet(settled.key, std::move(settled.token));
}

/// Passes on a file that is quiet, as one to read or as gone. Does nothing while a program has it open for writing:
/// closing it touches it again.
void EnrolmentWatcher::quiet(const ReferencePlace& place, Token token) {
  if (files_.has_writer(place)) return;
  if (!files_.stat_of(place)) return links_.gone(place, std::move(token));
  links_.to_read(place, std::move(token));
}

void EnrolmentWatcher::reconcile(const Token& cause) {
  const Snapshot snapshot(gallery_);
  for (const Person& person : People(snapshot).all()) reconcile(snapshot, person.id, cause);
}

void EnrolmentWatcher::reconcile(const Snapshot& snapshot, PersonId person, const Token& cause) {
  std::set<std::string> present;
  for (const std::string& file : files_.files_of(person)) {
    if (is_temporary_name(file)) continue;
    present.insert(file);
    const auto stamp = stamp_at(files_.path_of({person, file}));
    const auto known = References(snapshot).find(person, file);
    const auto* found = std::get_if<FileStamp>(&stamp);
    const auto reading = known ? References(snapshot).reading(known->content) : std::nullopt;
    const bool failed = reading && reading->failure && may_pass(reading->failure->reason);
    if (!found || !reading || failed || !(known->stamp == *found) || reading->models != models_)
      settle({person, file}, kQuiet, cause);
  }
  for (const Reference& reference : References(snapshot).of(person))
    if (!present.contains(reference.file)) settle({person, reference.file}, kGone, cause);
}

}  // namespace facefs
