// SPDX-License-Identifier: Apache-2.0
#include "daemon/daemon.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "daemon/always.h"
#include "daemon/crash_mark.h"
#include "daemon/forked_worker.h"
#include "daemon/journal.h"
#include "daemon/remembered_mounts.h"
#include "daemon/service_manager.h"
#include "fuse/connection.h"
#include "fuse/mount_point.h"
#include "index/storage/damage.h"
#include "index/storage/gallery_walk.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "models/embedder.h"
#include "models/weights.h"
#include "system/companion_program.h"
#include "system/durable_file.h"
#include "system/path_parts.h"
#include "system/photo_file.h"
#include "system/text.h"

namespace facefs {
namespace {

namespace asio = boost::asio;

std::vector<std::string> texts_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> texts;
  texts.reserve(paths.size());
  for (const auto& path : paths) texts.push_back(path.string());
  return texts;
}

std::filesystem::path made(const std::filesystem::path& folder) {
  if (const int error = make_folder_durably(folder))
    throw std::system_error(error, std::generic_category(), "making " + folder.string());
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  return folder;
}

/// Makes the gallery ready to be opened: mends it if LMDB could not open it, and removes it if facefsd has crashed on
/// it twice, so that it is made from nothing. Returns whether it did either.
bool prepare_gallery(const std::filesystem::path& data) {
  const bool has_crashed_twice = crash_mark::count(data) > 1;
  if (has_crashed_twice) {
    journal::warn("facefsd crashed twice on the gallery in " + data.string() + ": it is made again from nothing");
    std::filesystem::remove_all(data / "gallery");
  }
  const auto mended = mend_unopened(data / "gallery");
  if (mended) journal::warn(*mended);
  return has_crashed_twice || mended;
}

void remove_unfinished_imports(const std::filesystem::path& data) {
  for (const auto& entry : std::filesystem::directory_iterator(data))
    if (entry.is_directory() && entry.path().filename().string().starts_with("import-")) erase_folder(entry.path());
}

std::map<std::string, std::string> names_of_files(const Snapshot& snapshot, PersonId person) {
  std::map<std::string, std::string> names;
  for (const auto& [file, record] : References(snapshot).files_of(person)) names[file] = record.name;
  return names;
}

/// Returns a program file's size and time, which differ between two builds; empty if it cannot be found.
std::string version_of(const std::filesystem::path& program) {
  const auto stamp = stamp_at(program.string());
  const auto* found = std::get_if<FileStamp>(&stamp);
  return found ? std::to_string(found->size) + " " + std::to_string(found->mtime_ns) : "";
}

Owner owner_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return {::geteuid(), ::getegid(), now};
}

}  // namespace

Daemon::Daemon(Config config, LockFile lock)
    : config_(std::move(config)),
      lock_(std::move(lock)),
      log_(config_.data / "decisions.log"),
      use_mark_(config_.data),
      folders_(texts_of(config_.roots)),
      gallery_was_prepared_(prepare_gallery(config_.data)),
      gallery_(config_.data / "gallery", folders_.roots()),
      files_(made(config_.data / "references"), {config_.enroll_files, config_.enroll_megabytes << 20}),
      incoming_(files_),
      board_(gallery_, ledger_),
      service_status_(loop_, [this] { return board_.status(); }),
      requests_(make_requests()),
      tree_(owner_now(), files_, incoming_, named_, requests_, {config_.match, config_.facets}),
      mounted_{gallery_, folders_, tree_, files_, incoming_, named_, requests_, [] { service_manager::ready(); }},
      rendering_(loop_, pictures_, config_.data / "rendered", config_.rendered_megabytes << 20, config_.megapixels,
                 folders_),
      writer_(gallery_, log_, config_.match, writer_links()) {}

Daemon::~Daemon() {
  stop();
}

/// Throws ConfigError if no root is there, and the gallery knows none of them: then the configuration is wrong. A
/// single root that is absent may be a disk that is away.
void Daemon::check_roots() const {
  using Standing = PhotoFolders::Standing;
  const auto is_there = [this](const std::string& root) {
    const Standing standing = folders_.what_stands_at(root);
    return standing == Standing::folder || standing == Standing::hidden || standing == Standing::unknown;
  };
  const auto& roots = folders_.roots();
  if (roots.empty() || std::any_of(roots.begin(), roots.end(), is_there)) return;
  bool is_known = false;
  Paths(Snapshot(gallery_)).each_folder([&](FolderId, std::string_view path) {
    is_known = is_known || std::any_of(roots.begin(), roots.end(),
                                       [&](const std::string& root) { return is_at_or_below(path, root); });
  });
  if (!is_known)
    throw ConfigError("roots: '" + escaped(roots.front()) +
                      "' does not exist or is not a folder, and no other one does: make it, or name another one");
}

/// Takes up the gallery before anything is served. Mends damage at once: around the faces first, then from nothing.
void Daemon::take_up_gallery() {
  for (const bool keeps_faces : {true, false}) try {
      return take_up_gallery_as_it_is();
    } catch (const std::exception& fault) {
      if (!is_damage(fault)) throw;
      journal::warn("the gallery was damaged (" + std::string(fault.what()) +
                    "): it is made again, and nothing you said is lost");
      keeps_faces ? gallery_.begin_anew_with_faces() : gallery_.begin_anew();
    }
  take_up_gallery_as_it_is();
}

ReadWith Daemon::read_with() const {
  return {models_id(config_.networks), version_of(companion_program("facefs-vision")),
          json_text({config_.megapixels, config_.megabytes_per_photo})};
}

void Daemon::take_up_gallery_as_it_is() {
  writer_.reconcile_log();
  if (crash_mark::count(config_.data) == 1) {
    journal::warn("facefsd crashed on the gallery: it is made again, and the faces are kept");
    gallery_.begin_anew_with_faces();
  }
  if (const std::uint64_t foreign = remember(gallery_, read_with()); foreign > 0)
    journal::say("other networks have made " + std::to_string(foreign) +
                 " faces: their photos are read again, and everything stays where it is until then");
  remove_unfinished_imports(config_.data);
  writer_.catch_up();
  take_up_references();
}

/// Makes the parts that find and read photos, from the last step to the first.
void Daemon::make_readers() {
  vision_ = std::make_unique<VisionPool>(
      forked_workers(loop_, {companion_program("facefs-vision"), models_folder(config_.models), config_.networks}),
      config_.workers, std::chrono::seconds(config_.seconds_per_photo), config_.megabytes_per_photo);
  vision_->on_problem_changed([this] { tell_status(); });
  // The vote rule is the seed's own and compares plain embeddings. Bands compare references that are read with
  // more care (embed_reference).
  const Purpose taught = config_.match.rule == RuleKind::vote ? Purpose::photo : Purpose::reference;
  const std::string models = models_id(config_.networks),
                    reference_models = models + (taught == Purpose::photo ? "/plain" : "/jittered");
  intake_ = std::make_unique<Intake>(
      gallery_, folders_, IntakeSettings{models, reference_models, taught, config_.megapixels}, intake_links());
  enrolment_ =
      std::make_unique<EnrolmentWatcher>(loop_, gallery_, files_, ledger_, reference_models, enrolment_links());
  watcher_ = std::make_unique<Watcher>(
      loop_, gallery_, folders_, ledger_,
      WatchRules{{config_.exclude, {config_.data.string(), config_.mount.string()}, config_.include}}, watcher_links());
  rereader_ = std::make_unique<Rereader>(std::make_unique<AsioLoop>(loop_), gallery_, *config_.match.space, ledger_,
                                         rereader_links());
}

/// Makes the commands. They are answered only once the loop runs, when every part that they use is there.
void Daemon::take_commands() {
  commands_ = std::make_unique<Commands>(
      CommandParts{.loop = loop_,
                   .config = config_,
                   .gallery = gallery_,
                   .folders = folders_,
                   .log = log_,
                   .files = files_,
                   .ledger = ledger_,
                   .writer = writer_,
                   .board = board_,
                   .explainer = tree_.explainer(),
                   .counts = mounted_.counts,
                   .session = *session_,
                   .watcher = *watcher_,
                   .enrolment = *enrolment_,
                   .report_damage = [this](const std::string& sentence) { report_damage(sentence); }});
}

void Daemon::run() {
  take_up_gallery();
  if (!gallery_was_prepared_ && !gallery_.was_begun_anew()) check_roots();  // else it knows no root yet
  board_.set_problems("log", log_.problems());
  for (const std::string& problem : log_.problems()) journal::warn(problem);
  crash_mark::clear(config_.data);
  make_readers();
  control_ = std::make_unique<Control>(
      loop_, socket_for(config_.data),
      [this](const auto& request, const auto& answer) { commands_->handle(request, answer); });
  lock_.write({::getpid(), socket_for(config_.data).string(), config_.mount.string()});
  asio::signal_set signals(loop_, SIGTERM, SIGINT, SIGHUP);  // SIGHUP: its terminal was closed
  signals.async_wait([this](const auto& error, int) {
    if (!error) loop_.stop();
  });
  mount();
  take_commands();
  writer_.start();  // after the notifier, which it tells; an act in between waits a moment
  asio::post(loop_, [this] {
    watcher_->start();
    rereader_->begin();
    board_.set_started();
    expire_incoming();
    tell_status();
  });
  if (use_mark_.was_left()) check_gallery();
  run_loop();
  service_manager::stopping();
  stop();
}

/// Runs the loop until it is stopped. The writer mends damage that a step meets, and the loop goes on.
void Daemon::run_loop() {
  while (!loop_.stopped()) {
    try {
      loop_.run();
    } catch (const std::exception& fault) {
      if (!is_damage(fault)) throw;
      report_damage(fault.what());
    }
  }
}

void Daemon::report_damage(const std::string& sentence) {
  writer_.post(GalleryDamaged{sentence, gallery_.generation(), ledger_.begin(Ledger::Kind::other)});
}

void Daemon::check_gallery() {
  gallery_check_ = std::make_unique<GalleryCheck>(
      gallery_, config_.data / "gallery", [this](const std::optional<std::string>& damage, std::uint64_t generation) {
        if (damage) writer_.post(GalleryDamaged{*damage, generation, ledger_.begin(Ledger::Kind::other)});
        use_mark_.looked_through();
      });
}

void Daemon::mount() {
  const auto on_gone = [this] {
    asio::post(loop_, [this] {
      journal::say("the mount was taken away from outside: ending");
      loop_.stop();
    });
  };
  mount_over_closed(config_.mount, [&] { session_ = std::make_unique<Session>(config_.mount, mounted_, on_gone); });
  start_keeper();
  session_->start_serving(mounted_);  // a program that sees the mount finds the folder under it closed, and a keeper
  notifier_ = std::make_unique<Notifier>(
      session_->handle(), mounted_,
      std::make_unique<PokeSender>(companion_program("facefs-poke"), config_.mount, mounted_.poke,
                                   [](const std::string& sentence) { journal::warn(sentence); }));
  journal::say("mounted at " + config_.mount.string());
}

/// Starts the keeper. Called before the notifier is made: the keeper ends the notifier's waiting.
void Daemon::start_keeper() {
  const auto connection = connection_at(config_.mount);
  lock_.write({::getpid(), socket_for(config_.data).string(), config_.mount.string(), connection});
  const UniqueFd abort = connection ? abort_switch(*connection) : UniqueFd();
  if (!abort) {
    journal::say("a mount cannot be ended from outside here (fusectl is not mounted on /sys/fs/fuse/connections): if " +
                 std::string("facefsd is killed and its mount hangs, ") + how_to_abort(config_.mount));
    return;
  }
  try {
    keeper_ = std::make_unique<Keeper>(companion_program("facefs-keeper"), abort);
    if (!service_manager::keep_apart(keeper_->process(), "facefs-keeper"))
      journal::say("systemd could not be asked to leave facefs-keeper alone when it kills all of facefs");
  } catch (const std::system_error& error) {
    journal::warn(std::string(error.what()) + ": if facefsd is killed and its mount hangs, start it again");
  }
}

/// Ends first what finds work, then what does it, then the mount. So no request waits for an answer that will not come.
void Daemon::stop() {
  control_.reset();
  gallery_check_.reset();
  rereader_.reset();
  watcher_.reset();
  if (intake_) intake_->stop();
  vision_.reset();
  writer_.stop();
  aside_.join();
  rendering_.stop();
  pictures_.join();
  rendering_.stop();
  notifier_.reset();
  session_.reset();
  keeper_.reset();
  enrolment_.reset();
  intake_.reset();
}

void Daemon::remember_mounts(const std::set<std::string>& mount_points) {
  const std::string text = text_of_mounts(mount_points);
  if (Snapshot(gallery_).text("mounts_below") == text) return;
  writer_.post(TextToKeep{"mounts_below", text});
}

/// Takes up what the user calls the files on the disk. Called before anything is served.
void Daemon::take_up_references() {
  const Snapshot snapshot(gallery_);
  for (const Person& person : People(snapshot).all()) {
    const std::map<std::string, std::string> names = names_of_files(snapshot, person.id);
    files_.take_up(person.id, names);
    incoming_.take_up(person.id, names);
  }
}

/// Tells whether a reference that was copied into people/ must stay visible there, because no watched folder holds the
/// photo yet. Reading the reference may take longer than the file's node would stay otherwise.
bool Daemon::is_awaited(const IncomingFiles::File& file) const {
  if (!file.is_reference) return false;
  const Snapshot snapshot(gallery_);
  const auto reference = References(snapshot).find(file.reference->person, file.reference->file);
  if (!reference) return std::filesystem::exists(incoming_.path_of(file));
  const auto photo = Photos(snapshot).with(reference->content);
  return !(photo && !Photos(snapshot).get(*photo).name.empty());
}

/// Removes nodes of files that were copied into people/ and not touched for some seconds. Runs again each second while
/// some are left.
void Daemon::expire_incoming() {
  always_then([this] { remove_expired(); }, [this] { expire_incoming_later(); });
}

void Daemon::remove_expired() {
  for (const IncomingFiles::File& file : incoming_.take_expired([this](const auto& f) { return is_awaited(f); })) {
    if (!file.photo) erase_file(incoming_.mark_of(file));
    if (notifier_) notifier_->post_seen(inode_of(InodeKind::people, file.place.person), file.place.file, Seen::file);
  }
}

void Daemon::expire_incoming_later() {
  if (!incoming_.has_fresh()) return;
  incoming_timer_.expires_after(std::chrono::seconds(1));
  incoming_timer_.async_wait([this](const auto& error) {
    if (!error) expire_incoming();
  });
}

void Daemon::find_again(const Token& token) {
  if (watcher_) watcher_->rescan(token);
  if (enrolment_) enrolment_->reconcile(token);
}

void Daemon::tell_status() {
  board_.set_roots(watcher_->roots());
  board_.set_away(watcher_->away());
  board_.set_unread(watcher_->unread());
  board_.set_problems("watcher", watcher_->problems());
  board_.set_problems("vision",
                      vision_->problem().empty() ? std::vector<std::string>{} : std::vector{vision_->problem()});
  service_status_.changed();
}

}  // namespace facefs
