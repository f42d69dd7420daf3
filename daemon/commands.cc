// SPDX-License-Identifier: Apache-2.0
#include "daemon/commands.h"

#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "daemon/command_answers.h"
#include "index/storage/damage.h"
#include "system/text.h"

namespace facefs {

using Json = Control::Json;

const std::map<std::string, Commands::Handler> Commands::kTable = {
    {"status", &Commands::on_status}, {"requests", &Commands::on_requests},
    {"wait", &Commands::on_wait},     {"rescan", &Commands::on_rescan},
    {"accept", &Commands::on_accept}, {"people", &Commands::on_people},
    {"show", &Commands::on_show},     {"merge", &Commands::on_merge},
    {"forget", &Commands::on_forget}, {"forgetting", &Commands::on_forgetting},
    {"log", &Commands::on_log},       {"undo", &Commands::on_undo},
    {"redo", &Commands::on_redo},     {"export", &Commands::on_export},
    {"import", &Commands::on_import}, {"explain", &Commands::on_explain}};

void Commands::handle(const Json& request, const Answer& answer) {
  try {
    carry_out(request, answer);
  } catch (const std::exception& fault) {
    if (is_damage(fault)) parts_.report_damage(fault.what());
    throw;
  }
}

void Commands::carry_out(const Json& request, const Answer& answer) {
  const std::string command = request.at("command").get<std::string>();
  const auto known = kTable.find(command);
  if (known != kTable.end()) return (this->*known->second)(request, answer);
  answer(
      failure("this daemon knows no command '" + escaped(command) + "': are facefs and facefsd of the same version?"));
}

void Commands::on_status(const Json&, const Answer& answer) {
  answer(success(parts_.board.status()));
}

void Commands::on_requests(const Json&, const Answer& answer) {
  when_fuse_has_passed(parts_.session.progress(), [this, answer] { answer(success(parts_.counts.by_name())); });
}

void Commands::on_rescan(const Json&, const Answer& answer) {
  parts_.watcher.try_again();
  answer(success(nullptr));
}

void Commands::on_accept(const Json& request, const Answer& answer) {
  const std::string folder = text_in(request, "folder");
  const bool accepted = parts_.watcher.accept(folder, parts_.ledger.begin(Ledger::Kind::other));
  answer(accepted ? success(nullptr)
                  : failure("nothing of " + escaped(folder) + " is kept back: see facefs status for what is"));
}

/// Answers once everything on disk now has been dealt with. First come the events that the kernel holds, then the
/// requests that the mount is answering, then the work that both have started.
void Commands::on_wait(const Json&, const Answer& answer) {
  parts_.watcher.drain();
  parts_.watcher.look_at_absent(parts_.ledger.begin(Ledger::Kind::other));
  when_fuse_has_passed(parts_.session.progress(),
                       [this, answer] { parts_.ledger.when_past([answer] { answer(success(nullptr)); }); });
}

void Commands::when_fuse_has_passed(std::vector<std::uint64_t> progress, std::function<void()> call) {
  if (parts_.session.has_passed(progress)) return call();
  const auto timer = std::make_shared<boost::asio::steady_timer>(parts_.loop, std::chrono::milliseconds(1));
  timer->async_wait([this, timer, progress = std::move(progress), call = std::move(call)](const auto& error) mutable {
    if (!error) when_fuse_has_passed(std::move(progress), std::move(call));
  });
}

void Commands::change(Deed deed, std::function<Json(const Applied&)> result, const Answer& answer) {
  parts_.writer.perform(
      {{kCommandLineProgram, 0}, std::move(deed)},
      [answer, result = std::move(result)](const ActAnswer& act) {
        if (act.error != 0) return answer(failure(act));
        answer_or_say_why(answer, [&] { return result(act.applied); });
      },
      parts_.ledger.begin(Ledger::Kind::other));
}

}  // namespace facefs
