package org.tongmai.fhir.bulk;

/** A hold that is lost at a step of one's choosing, as by a process that ends there. */
final class HoldLostAfter extends Hold {

    private int left;

    HoldLostAfter(String holder, int checks) {
        super(holder);
        this.left = checks;
    }

    @Override
    void check() {
        if (left-- == 0) {
            lose();
        }
        super.check();
    }
}
