"""Cohorts of courses: simulated ones, the expected course, the hazard of leaving. Experimental."""
