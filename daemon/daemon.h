// SPDX-License-Identifier: Apache-2.0
// Makes every part of facefsd once, in the order in which data flows, and ends them in the reverse order.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>

#include "daemon/commands.h"
#include "daemon/config.h"
#include "daemon/control.h"
#include "daemon/enrolment_watcher.h"
#include "daemon/gallery_check.h"
#include "daemon/intake.h"
#include "daemon/ledger.h"
#include "daemon/lock_file.h"
#include "daemon/read_with.h"
#include "daemon/rendering.h"
#include "daemon/rereader.h"
#include "daemon/service_status.h"
#include "daemon/status_board.h"
#include "daemon/use_mark.h"
#include "daemon/vision_pool.h"
#include "daemon/watcher.h"
#include "daemon/writer.h"
#include "fuse/keeper.h"
#include "fuse/mounted_tree.h"
#include "fuse/notifier.h"
#include "fuse/session.h"

namespace facefs {

class Daemon {
 public:
  /// Opens everything except the mount, in a data folder that is locked. Throws with a sentence for the user.
  Daemon(Config config, LockFile lock);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Mounts, and works until SIGTERM, SIGINT or SIGHUP, or until the mount is taken away. The mount is gone when it
  /// returns.
  void run();

 private:
  void check_roots() const;
  void take_up_gallery();
  void take_up_gallery_as_it_is();
  // How the parts are joined (daemon_links.cc)
  Requests make_requests();
  WriterLinks writer_links();
  IntakeLinks intake_links();
  WatcherLinks watcher_links();
  RereaderLinks rereader_links();
  ReadWith read_with() const;
  EnrolmentWatcherLinks enrolment_links();
  void make_readers();
  void take_commands();
  void run_loop();
  void mount();
  void start_keeper();
  void find_again(const Token& token);
  void report_damage(const std::string& sentence);
  void check_gallery();
  void expire_incoming();
  void remove_expired();
  void expire_incoming_later();
  void remember_mounts(const std::set<std::string>& mount_points);
  void take_up_references();
  bool is_awaited(const IncomingFiles::File& file) const;
  void tell_status();
  void stop();

  Config config_;
  Ledger ledger_;  // before the loop: what is still posted there holds its tokens
  boost::asio::io_context loop_;
  LockFile lock_;
  DecisionLog log_;
  UseMark use_mark_;
  PhotoFolders folders_;
  const bool gallery_was_prepared_;  ///< mended or removed before it was opened
  Gallery gallery_;
  EnrollFiles files_;
  IncomingFiles incoming_;
  NamedFolders named_;
  StatusBoard board_;
  ServiceStatus service_status_;
  Requests requests_;
  Tree tree_;
  MountedTree mounted_;
  boost::asio::thread_pool aside_{1};     ///< the writer's long work that only reads
  boost::asio::thread_pool pictures_{1};  ///< reads the photos of pictures that are opened
  Rendering rendering_;
  std::unique_ptr<Commands> commands_;  // before the writer, which may still answer one
  Writer writer_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Keeper> keeper_;
  std::unique_ptr<Notifier> notifier_;
  std::unique_ptr<VisionPool> vision_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<EnrolmentWatcher> enrolment_;
  std::unique_ptr<Watcher> watcher_;
  std::unique_ptr<Rereader> rereader_;
  std::unique_ptr<Control> control_;
  std::unique_ptr<GalleryCheck> gallery_check_;
  boost::asio::steady_timer incoming_timer_{loop_};
};

}  // namespace facefs
