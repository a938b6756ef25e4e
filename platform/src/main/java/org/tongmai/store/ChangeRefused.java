package org.tongmai.store;

import java.util.List;
import org.tongmai.kernel.Problem;

/** What a change is refused for. */
final class ChangeRefused {

    private ChangeRefused() {}

    static Problem severalMatch(String type) {
        return new Problem(
                Problem.Kind.PRECONDITION_FAILED,
                "store.several-match",
                "The condition finds more than one " + type + ".",
                "A conditional interaction needs at most one match.",
                "Make the condition narrower, or name the id.");
    }

    static Problem wrongVersion() {
        return new Problem(
                Problem.Kind.PRECONDITION_FAILED,
                "store.version-differs",
                "The resource is not at the version that If-Match names.",
                "Somebody changed it since it was read.",
                "Read it again, merge the changes, and send it with the new version.");
    }

    static Problem idNotToChoose(String type) {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "store.not-found",
                "There is no " + type + " under this id, and ids of this form are given by the server.",
                "An update may choose the id of a new resource, but not one that looks like the server's own.",
                "Create it with POST, or choose another id.");
    }

    static Problem nothingThere(String type) {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "store.nothing-to-patch",
                "There is no such " + type + ".",
                "A patch changes a resource that is there.",
                "Check the id or the condition; create the resource with POST or PUT.");
    }

    static Problem gone(String type) {
        return new Problem(
                Problem.Kind.GONE,
                "store.patch-of-deleted",
                "The " + type + " was deleted.",
                "A patch changes a resource that is there.",
                "Bring it back with PUT first.");
    }

    static Problem thereAlready(String type) {
        return new Problem(
                Problem.Kind.PRECONDITION_FAILED,
                "store.exists-already",
                "There is a " + type + " under this id already.",
                "If-None-Match: * asks to write only where there is none.",
                "Read it; update it with If-Match, or choose another id.");
    }

    static Problem otherId(String type) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.id-differs",
                "The id or type of the " + type + " is not the one of the resource that is changed.",
                "A resource keeps its type and its id for ever.",
                "Leave the id out, or give the right one.");
    }

    static Problem changedTwice(String type) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.changed-twice",
                "The transaction changes the same " + type + " twice.",
                "The order of entries has no meaning in a transaction, so the result would be open.",
                "Send one entry for each resource.");
    }

    static Problem patientChanged(String type) {
        String member = PatientReference.member(type);
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "store.patient-changed",
                "The same " + type + " was filed under another patient before.",
                "A record stays with the patient it was filed under.",
                "Delete it there and create it for the right patient, or give this one an identifier of its own.",
                List.of(member == null ? type : type + "." + member));
    }
}
