package org.tongmai.access;

import org.tongmai.kernel.Problem;

/** The refusals of identity queries. */
final class IdentityRefusals {

    private IdentityRefusals() {}

    static Problem notYours() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.identities-not-yours",
                "You may not ask who somebody is.",
                "Identities are told to institutions' systems and doctors, to stewards, and to residents about themselves.",
                "Ask with the account of a system of your institution.");
    }

    static Problem tooMany(int most) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "access.identities-too-many",
                "More than " + most + " registrations fit.",
                "An identity query is to find a person, not to list many.",
                "Say more about the person: the whole name, the birth date or a number.");
    }

    static Problem ambiguous() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "access.identifier-ambiguous",
                "More than one person whom you registered bears this identifier.",
                "An identifier is to stand for one person; the index has these apart.",
                "Ask with the number that your institution gave to the patient.");
    }
}
