// SPDX-License-Identifier: Apache-2.0
#include "daemon/command_answers.h"

#include <cerrno>
#include <cstring>

#include "system/text.h"

namespace facefs {
namespace {

std::string sentence_of(int error) {
  switch (error) {
    case EEXIST:
      return "somebody else has that name by now: rename that one first";
    case EINVAL:
      return "they are one person already";
    default:
      return std::strerror(error);
  }
}

}  // namespace

std::string text_in(const Control::Json& request, const char* key) {
  return bytes_of_json_string(request.at(key).get<std::string>());
}

Control::Json success(Control::Json result) {
  return {{"ok", true}, {"result", std::move(result)}};
}

Control::Json failure(const std::string& sentence) {
  return {{"ok", false}, {"error", json_string(sentence)}};
}

Control::Json failure(const ActAnswer& answer) {
  return failure("it could not be done: " + (answer.sentence.empty() ? sentence_of(answer.error) : answer.sentence));
}

void answer_or_say_why(const Control::Answer& answer, const std::function<Control::Json()>& result) {
  Control::Json given;
  try {
    given = success(result());
  } catch (const std::exception& fault) {
    given = failure(std::string("it was not finished: ") + fault.what());
  }
  answer(std::move(given));
}

}  // namespace facefs
