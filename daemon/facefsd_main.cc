// SPDX-License-Identifier: Apache-2.0
// facefsd: stays in the foreground, logs to stderr, ends on SIGTERM with the mount gone.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>

#include "daemon/config.h"
#include "daemon/crash_mark.h"
#include "daemon/daemon.h"
#include "daemon/journal.h"
#include "daemon/lock_file.h"
#include "fuse/session.h"
#include "fuse/stale_mount.h"
#include "models/weights.h"

namespace {

constexpr int kFailed = 1;
constexpr int kSecondDaemon = 75;  // EX_TEMPFAIL and EX_CONFIG of sysexits.h: systemd does not restart on these
constexpr int kBadConfiguration = 78;

/// Raises the limit of open files: we hold open every file that a program reads in the mount.
void allow_many_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Opens /dev/null for each standard stream that our caller closed. Else the next file we open would be taken for one.
void fill_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream)
    if (::fcntl(stream, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) std::exit(kFailed);
}

int run(const facefs::CommandLine& words) {
  facefs::Config config = facefs::read_config(words);
  facefs::check_data_folder(config);
  facefs::LockFile lock(config.data);
  facefs::check_places(config);
  facefs::crash_mark::watch(config.data);
  facefs::verify_weights(facefs::models_folder(config.models), config.networks);
  if (const auto missing = facefs::fuse_is_missing()) throw std::runtime_error(*missing);
  facefs::Daemon(std::move(config), std::move(lock)).run();
  return 0;
}

/// Frees the mount that a killed facefsd left. For ExecStopPost: a service manager that kills facefsd may have killed
/// its keeper, too.
int release(const facefs::CommandLine& words) {
  facefs::Config config = facefs::read_config(words);
  if (std::filesystem::exists(config.data)) facefs::LockFile frees_the_killed(config.data);
  facefs::clear_stale_mount(facefs::canonical_mount_point(config.mount));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  fill_standard_streams();
  CLI::App app("Shows photo folders by who is in them. Without options it reads ~/.config/facefs/config.toml.",
               "facefsd");
  facefs::CommandLine words;
  app.add_option("--config", words.config, "Another configuration file")->type_name("FILE");
  app.add_option("--photos", words.photos, "A photo folder to watch; may be given several times")->type_name("DIR");
  app.add_option("--mount", words.mount, "Where the people appear (default ~/faces)")->type_name("DIR");
  app.add_option("--data", words.data, "Where facefs keeps what it knows (default ~/.local/share/facefs)")
      ->type_name("DIR");
  app.add_option("--models", words.models, "Where the model files are")->type_name("DIR");
  bool is_release = false;
  app.add_flag("--release", is_release, "Free the mount that a killed facefsd left behind, and end");
  app.set_version_flag("--version", FACEFS_VERSION);
  CLI11_PARSE(app, count, arguments);
  ::umask(0077);
  allow_many_open_files();
  ::prctl(PR_SET_DUMPABLE, 0);  // no core file with faces in it
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow then fails like one on a full disk
  std::signal(SIGIO,
              SIG_IGN);  // a program opens a drawn picture just while rendering.cc asks whether it is open
  facefs::journal::start();
  try {
    return is_release ? release(words) : run(words);
  } catch (const facefs::ConfigError& error) {
    facefs::journal::warn(error.what());
    return kBadConfiguration;
  } catch (const facefs::TakenByAnother& error) {
    facefs::journal::warn(error.what());
    return kSecondDaemon;
  } catch (const std::exception& error) {
    facefs::journal::warn(error.what());
    return kFailed;
  }
}
