// SPDX-License-Identifier: Apache-2.0
// How the parts of the daemon are joined: each link by its name, and the thread on which it is followed.
#include <boost/asio/post.hpp>

#include "daemon/daemon.h"
#include "daemon/disk_room.h"
#include "daemon/journal.h"
#include "system/text.h"

namespace facefs {

namespace asio = boost::asio;

WriterLinks Daemon::writer_links() {
  return {.on_changes =
              [this](std::vector<TreeChange> changes, Token token) {
                if (!changes.empty()) ++mounted_.changes;
                service_status_.changed();
                if (!changes.empty() && !incoming_.is_empty()) asio::post(loop_, [this] { expire_incoming(); });
                if (notifier_) notifier_->post(std::move(changes), std::move(token));
              },
          .references_of = [this](PersonId person) { return files_.folder_of(person); },
          .erase_pictures = [this] { rendering_.erase_all(); },
          .is_current =
              [this](const std::string& path, const FileStamp& stamp) {
                const auto now = folders_.stamp(path);
                const auto* found = std::get_if<FileStamp>(&now);
                return found && *found == stamp;
              },
          .on_problem =
              [this](const std::string& sentence) {
                board_.set_problems("writer", sentence.empty() ? std::vector<std::string>{} : std::vector{sentence});
                if (!sentence.empty()) journal::warn(sentence);
              },
          .run_aside = [this](std::function<void()> work) { asio::post(aside_, std::move(work)); },
          .find_again = [this](const Token& token) { asio::post(loop_, [this, token] { find_again(token); }); },
          .begin_work = [this] { return ledger_.begin(Ledger::Kind::other); },
          .retry_after = std::chrono::seconds(20),
          .on_mended =
              [this](const std::string& sentence) {
                board_.set_problems("mended", {sentence});
                journal::warn(sentence);
              },
          .lack_of_room = [this] { return lack_of_room(config_.data / "gallery"); },
          .remember_networks = [this] { remember(gallery_, read_with()); }};
}

IntakeLinks Daemon::intake_links() {
  return {.to_writer = [this](WriterMessage message) { writer_.post(std::move(message)); },
          .to_vision =
              [this](VisionJob job) {
                asio::post(loop_, [this, shared = std::make_shared<VisionJob>(std::move(job))] {
                  if (vision_) vision_->submit(std::move(*shared));
                });
              },
          .look_again =
              [this](const std::string& path, const Token& token) {
                asio::post(loop_, [this, path, token] {
                  if (watcher_) watcher_->look_again(path, token);
                });
              },
          .computed = [this](std::size_t faces) { board_.add_computed(faces); },
          .fault = [](const std::string& sentence) { journal::warn(sentence); },
          .is_held_up = [this] { return writer_.is_held_up(); }};
}

WatcherLinks Daemon::watcher_links() {
  return {.to_read =
              [this](const std::string& path, const Token& token) {
                intake_->put(PhotoToRead{path, token});
              },
          .path_gone =
              [this](const std::string& path, const Token& token) {
                writer_.post(PathGone{path, token});
              },
          .folder_gone =
              [this](const std::string& path, const Token& token) {
                writer_.post(FolderGone{path, token});
              },
          .state_changed =
              [this] {
                tell_status();
                if (rereader_) rereader_->begin();  // a disk may be back
              },
          .mounts_changed = [this](const std::set<std::string>& points) { remember_mounts(points); },
          .trying_again = [this](const Token& token) { enrolment_->reconcile(token); }};
}

RereaderLinks Daemon::rereader_links() {
  return {.to_read =
              [this](const std::string& path, const Token& token) {
                intake_->put(PhotoToRead{path, token});
              },
          .to_writer = [this](WriterMessage message) { writer_.post(std::move(message)); },
          .is_there =
              [this](const std::string& path) {
                return !board_.is_away(path) && std::holds_alternative<FileStamp>(folders_.stamp(path));
              },
          .is_scanning = [this] { return watcher_->is_scanning(); }};
}

EnrolmentWatcherLinks Daemon::enrolment_links() {
  return {.to_read =
              [this](const ReferencePlace& place, Token token) {
                intake_->put(ReferenceToRead{place.person, place.file, files_.path_of(place), std::move(token)});
              },
          .gone =
              [this](const ReferencePlace& place, Token token) {
                writer_.post(ReferenceGone{place.person, place.file, std::move(token)});
              }};
}

Requests Daemon::make_requests() {
  Requests requests;
  requests.perform = [this](Act act, const Requests::Done& done) {
    writer_.perform(
        std::move(act), [done](const ActAnswer& answer) { done(answer.error); }, ledger_.begin(Ledger::Kind::other));
  };
  requests.forget_person = [this](PersonId person, const std::string& program, Requests::Done done) {
    writer_.forget({person, program, std::move(done), ledger_.begin(Ledger::Kind::other)});
  };
  requests.kernel_saw = [this](Inode folder, const std::string& name, Seen seen) {
    if (notifier_) notifier_->post_seen(folder, name, seen);
  };
  requests.incoming_settled = [this] { asio::post(loop_, [this] { expire_incoming(); }); };
  requests.reference_touched = [this](PersonId person, const std::string& file) { enrolment_->touched(person, file); };
  requests.reference_gone = [this](PersonId person, const std::string& file) { enrolment_->gone(person, file); };
  requests.open_picture = [this](const Picture& picture, std::vector<std::string> paths, Rendering::Done done) {
    asio::post(loop_, [this, picture, paths = std::move(paths), done = std::move(done)] {
      rendering_.open(picture, paths, vision_.get(), done);
    });
  };
  requests.decisions_log = (config_.data / "decisions.log").string();
  requests.status_text = [this] { return json_text(board_.status(), 1) + "\n"; };
  requests.path_suspect = [this](const std::string& path) {
    asio::post(loop_, [this, path] {
      if (watcher_) watcher_->look_again(path, nullptr);
    });
  };
  requests.is_away = [this](const std::string& path) { return board_.is_away(path); };
  requests.fault = [](const std::string& sentence) { journal::warn(sentence); };
  requests.name_refused = [this](const std::string& sentence) { board_.set_problems("names", {sentence}); };
  requests.damaged = [this](const std::string& sentence) { report_damage(sentence); };
  return requests;
}

}  // namespace facefs
