"""Operate the installation: backups, restoring, drills, figures for monitoring."""
