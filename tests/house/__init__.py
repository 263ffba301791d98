"""Tests of the house: settings, order of the sources, what must never be committed."""
