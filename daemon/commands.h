// SPDX-License-Identifier: Apache-2.0
// The commands that `facefs` sends over the control socket: a table, with a method for each.
//
// A command is answered at once on the event loop's thread, or later. Acts are answered on the writer's thread, or at
// once when facefs is ending. The text of an exception becomes the sentence that the user reads in the answer. People:
// commands_people.cc; the log, export and import: commands_log.cc; single photos: commands_photos.cc.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/control.h"
#include "daemon/enrolment_watcher.h"
#include "daemon/reference_import.h"
#include "daemon/status_board.h"
#include "daemon/watcher.h"
#include "daemon/writer.h"
#include "fuse/request_counts.h"
#include "fuse/session.h"
#include "index/answers/explain.h"

namespace facefs {

/// The parts that commands look at and act on. All of them outlive the commands.
struct CommandParts {
  boost::asio::io_context& loop;
  const Config& config;
  const Gallery& gallery;
  const PhotoFolders& folders;
  const DecisionLog& log;
  EnrollFiles& files;
  Ledger& ledger;
  Writer& writer;
  const StatusBoard& board;
  const Explainer& explainer;
  const RequestCounts& counts;
  Session& session;
  Watcher& watcher;
  EnrolmentWatcher& enrolment;
  std::function<void(const std::string& sentence)> report_damage;
};

class Commands {
 public:
  explicit Commands(CommandParts parts) : parts_(std::move(parts)) {}

  void handle(const Control::Json& request, const Control::Answer& answer);

 private:
  using Json = Control::Json;
  using Answer = Control::Answer;
  using Handler = void (Commands::*)(const Json& request, const Answer& answer);
  static const std::map<std::string, Handler> kTable;

  void on_status(const Json& request, const Answer& answer);
  void on_requests(const Json& request, const Answer& answer);
  void on_wait(const Json& request, const Answer& answer);
  void on_rescan(const Json& request, const Answer& answer);
  void on_accept(const Json& request, const Answer& answer);

  void on_people(const Json& request, const Answer& answer);
  void on_show(const Json& request, const Answer& answer);
  void on_merge(const Json& request, const Answer& answer);
  void on_forget(const Json& request, const Answer& answer);
  void on_forgetting(const Json& request, const Answer& answer);

  void on_log(const Json& request, const Answer& answer);
  void on_undo(const Json& request, const Answer& answer);
  void on_redo(const Json& request, const Answer& answer);
  void on_export(const Json& request, const Answer& answer);
  void on_import(const Json& request, const Answer& answer);

  void on_explain(const Json& request, const Answer& answer);

  void carry_out(const Json& request, const Answer& answer);
  /// Performs the act. Answers with its result, or with why there is none.
  void change(Deed deed, std::function<Json(const Applied&)> result, const Answer& answer);
  void take_back(Deed deed, bool tells_what_was_passed, const Answer& answer);
  void when_fuse_has_passed(std::vector<std::uint64_t> progress, std::function<void()> call);
  PersonId person_called(const std::string& name) const;
  PersonId person_of_the_log(const std::string& name) const;
  FaceId face_of(const std::string& path, std::size_t number) const;
  void leave_out_what_is_no_photo(Json& said) const;
  void take_in_references(std::vector<ReferenceImport::Person> people, const Answer& answer);
  std::string why_unread(const std::string& path) const;

  CommandParts parts_;
};

}  // namespace facefs
