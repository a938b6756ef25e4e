package org.tongmai.exchange;

import java.util.Locale;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The refusals of messages between nodes, each with its own code. */
final class Refusals {

    private static final String SPEAK = "Let the operators of both nodes compare their cards (tongmai node show).";

    private Refusals() {}

    static Problem unreadable() {
        return new Problem(
                Kind.MALFORMED,
                "exchange.message-unreadable",
                "The message between nodes cannot be read.",
                "A message is a JWS by SM2 or ES256 with time, nonce, purpose and audience.",
                "Check that both nodes are of the same version.");
    }

    static Problem nodeUnknown() {
        return new Problem(
                Kind.FORBIDDEN, "exchange.node-unknown", "This node does not know the sender.", admitted(), SPEAK);
    }

    static Problem nodeRetired() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.node-retired",
                "The sender is no longer admitted, or not yet.",
                "The registry of the nation says from when until when a node is admitted.",
                SPEAK);
    }

    static Problem anotherCertificate() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.certificate-of-another",
                "The certificate of the connection is not that of the sender.",
                "A message comes over the connection of the node that signed it.",
                SPEAK);
    }

    static Problem keyUnknown() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.key-unknown",
                "The message is signed by a key that the registry does not have.",
                admitted(),
                SPEAK);
    }

    static Problem keyRetired() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.key-retired",
                "The message is signed by a key that was replaced.",
                "A replaced key is good for a day longer, and no more.",
                "Sign with the present key; restart the node if it does not know of it.");
    }

    static Problem signatureWrong() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.signature-wrong",
                "The signature of the message is wrong.",
                "It was changed on its way, or signed by somebody else.",
                SPEAK);
    }

    static Problem forAnother() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.for-another",
                "The message is for another node, or asks for something else.",
                "A message names the node, the path and the content that it is for.",
                "Send it to the node and path that it names.");
    }

    static Problem bodyChanged() {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.content-changed",
                "The content is not the one that was signed.",
                "The message holds the digest of its content.",
                "Send it again; if it stays so, look for what changes it on its way.");
    }

    static Problem purposeWrong(String purpose) {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.purpose-wrong",
                "This is not given for the purpose " + purpose + ".",
                "Records are given for care (TREAT) and to residents themselves (PATRQT).",
                "Name the purpose for which it is needed.");
    }

    static Problem clock(long seconds) {
        return new Problem(
                Kind.FORBIDDEN,
                "exchange.clock-offset",
                String.format(Locale.ROOT, "The time of the message is %+d seconds off.", seconds),
                "An old message may be a copy; clocks may differ by a minute.",
                "Set the clocks of both machines (chronyc tracking).");
    }

    static Problem replayed() {
        return new Problem(
                Kind.CONFLICT,
                "exchange.replayed",
                "This message was taken before.",
                "A message is taken once.",
                "Sign a new message for a new request.");
    }

    static Problem noSuchService() {
        return new Problem(
                Kind.NOT_FOUND,
                "exchange.no-such-service",
                "This node does not do that for other nodes.",
                "The nation keeps index and registries, provinces keep records.",
                "Look into the registry of services.");
    }

    static Problem unreachable(String node) {
        return new Problem(
                Kind.BUSY,
                "exchange.unreachable",
                "The node " + node + " cannot be reached.",
                "It does not answer, or not in time.",
                "Try again in a moment; the operator's page tells since when it is so.");
    }

    static Problem answerWrong(String node) {
        return new Problem(
                Kind.BUSY,
                "exchange.receipt-wrong",
                "The answer of the node " + node + " has no valid receipt.",
                "An answer counts when the node signed for it.",
                SPEAK);
    }

    private static String admitted() {
        return "The registry of the nation names the nodes that are admitted, and their keys.";
    }
}
