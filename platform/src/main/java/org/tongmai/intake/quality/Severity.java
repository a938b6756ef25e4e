package org.tongmai.intake.quality;

/** What a rule that is broken means for the message. */
public enum Severity {
    /** The message is refused. */
    REFUSE,
    /** It is stored; who uses it may be misled. */
    ERROR,
    /** It is stored; somebody should look. */
    WARNING,
    /** It is stored; good to know. */
    NOTE
}
